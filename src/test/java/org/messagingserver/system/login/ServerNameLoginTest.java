package org.messagingserver.system.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;
import static org.messagingserver.testkit.Requests.address;
import static org.messagingserver.testkit.Requests.refusal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.Identity;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.client.vertx.AuthenticatedConnection;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.NoKeys;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** A login that was made for another server is refused, whoever brings it. */
@ExtendWith(VertxExtension.class)
class ServerNameLoginTest {
  private static final String NAME = "127.0.0.1";

  /** Knows its name, and takes logins without one. */
  private static TestServer server;

  /** Wants its name in every login. */
  private static TestServer strict;

  private final Identity alice = Identity.generate();

  @BeforeAll
  static void start() {
    server = TestServer.start(configuration(false));
    strict = TestServer.start(configuration(true));
  }

  private static JsonObject configuration(boolean required) {
    return new JsonObject()
        .put(
            "http",
            new JsonObject().put("serverNames", new JsonArray(List.of("chat.example", NAME))))
        .put("auth", new JsonObject().put("requireServerName", required));
  }

  @AfterAll
  static void stop() {
    server.close();
    strict.close();
  }

  private ServerMessage logIn(TestServer to, ProtocolVersion version, String name) {
    RawSocket socket = RawSocket.open(to, version);
    Login login = new Login(address(alice, 1), socket.challenge(), name);
    ServerMessage answer = socket.ask(sequence -> RawSocket.authResponse(sequence, alice, login));
    if (!(answer instanceof ServerMessage.Ack)) {
      assertThat(socket.closeCode()).isEqualTo(CloseCode.POLICY.code());
    }
    return answer;
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void admitsALoginThatNamesThisServer(ProtocolVersion version) {
    for (String name : List.of("chat.example", NAME)) {
      assertThat(logIn(server, version, name)).isInstanceOf(ServerMessage.Ack.class);
      assertThat(logIn(strict, version, name)).isInstanceOf(ServerMessage.Ack.class);
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void refusesALoginThatNamesAnotherServer(ProtocolVersion version) {
    for (String name : List.of("rogue.example", "Chat.example", "chat.example.", "�")) {
      assertThat(refusal(logIn(server, version, name))).isEqualTo(UNAUTHORIZED);
      assertThat(refusal(logIn(strict, version, name))).isEqualTo(UNAUTHORIZED);
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void admitsALoginWithoutANameUnlessOneIsRequired(ProtocolVersion version) {
    assertThat(logIn(server, version, "")).isInstanceOf(ServerMessage.Ack.class);
    assertThat(refusal(logIn(strict, version, ""))).isEqualTo(UNAUTHORIZED);
  }

  /** Whatever the client and the relay speak, and whatever the server that it passes logins to. */
  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void refusesWhatAnotherServerPassesOn(ProtocolVersion version, Vertx vertx) {
    Relay relay = Relay.start(vertx, server.uri(), version);

    AuthenticatedConnection victim = connection(vertx, relay.uri("localhost"));

    assertThat(failure(victim.connectOnce()))
        .isInstanceOfSatisfying(
            ServerRefusedException.class, e -> assertThat(e.error()).contains(UNAUTHORIZED));
  }

  /** The relay of the test above works: only the name is in its way. */
  @Test
  void admitsWhatIsPassedOnUnderItsOwnName(Vertx vertx) {
    Relay relay = Relay.start(vertx, strict.uri(), ProtocolVersion.V2);

    AuthenticatedConnection client = connection(vertx, relay.uri(NAME));

    await(client.connectOnce());
    await(client.close());
  }

  private AuthenticatedConnection connection(Vertx vertx, URI uri) {
    return MessagingClient.create(vertx, ClientOptions.of(uri))
        .authenticated(
            alice,
            DeviceId.of(1),
            new NoKeys(1, Buffer.buffer("signed")),
            message -> Future.succeededFuture());
  }
}
