package org.messagingserver.system.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.until;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Failure;
import org.messagingserver.system.protocol.Vectors.Bad;
import org.messagingserver.system.protocol.Vectors.Vector;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;

/**
 * A server does what {@code docs/vectors.json} tells, frame for frame: the session with the
 * signatures that its nonces ask for, and every bad frame.
 */
@ExtendWith(VertxExtension.class)
class VectorsPlayedTest {
  /** Messages that were delivered and not acked when a connection drops. */
  private static final long NOT_ACKED = 1;

  private static Vertx clients;
  private static TestServer server;

  private final Map<String, RawSocket> sockets = new HashMap<>();

  @BeforeAll
  static void start(Vertx given) {
    clients = given;
    server = TestServer.start(Vectors.settings());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void playsTheSession() {
    try (TestServer stopped = server.startAgain()) {
      Vectors.session().forEach(step -> play(stopped, step));
    }
  }

  private void play(TestServer with, Vector step) {
    if (step.isEvent()) {
      happens(with, step);
      return;
    }
    RawSocket socket = sockets.get(step.connection());
    if (step.isToServer()) {
      socket.sendBytes(isLogin(step) ? login(step, socket) : step.frame());
    } else if (step.payload().equals("authChallenge")) {
      assertThat(socket.challenge().bytes()).hasSize(Nonce.LENGTH);
    } else {
      assertThat(withoutDescription(socket.next()))
          .as(step.toString())
          .isEqualTo(withoutDescription(Vectors.serverMessage(step)));
    }
  }

  private void happens(TestServer with, Vector step) {
    switch (step.entry().getString("event")) {
      case "connects" -> sockets.put(step.connection(), RawSocket.open(clients, with));
      case "drops" -> drops(with, step);
      case "closes" -> closes(with, step);
      default -> throw new AssertionError(step);
    }
  }

  /** What was acked a moment ago may come again until it has left the store. */
  private void drops(TestServer with, Vector step) {
    sockets.get(step.connection()).kill();
    try (TestDatabase tables = new TestDatabase(with.databaseUri())) {
      until(() -> tables.number("SELECT count(*) FROM mailbox") == NOT_ACKED);
    }
  }

  private void closes(TestServer with, Vector step) {
    int code = step.entry().getInteger("code");
    if (code == CloseCode.RESTART.code()) {
      with.stop();
    }
    assertThat(sockets.get(step.connection()).closeCode()).isEqualTo(code);
  }

  private static boolean isLogin(Vector step) {
    return step.payload().equals("authResponse");
  }

  /** The login of the story, for this connection's nonce. */
  private static Buffer login(Vector step, RawSocket socket) {
    JsonObject login =
        Vectors.logins()
            .filter(entry -> entry.getString("name").equals(step.connection()))
            .findFirst()
            .orElseThrow();
    Identity signer = Vectors.user(login.getString("signedBy"));
    return ClientMessageCodec.encode(
        socket.authResponse(
            step.sequence(), signer, Vectors.address(login.getJsonObject("address"))));
  }

  /** Descriptions are for people, and may change. */
  private static ServerMessage withoutDescription(ServerMessage message) {
    return message instanceof Failure failure
        ? new Failure(failure.sequence(), failure.name(), "")
        : message;
  }

  static Stream<Bad> bad() {
    return Vectors.bad();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void answersEveryBadFrame(Bad bad) {
    RawSocket socket = RawSocket.open(clients, server);

    socket.sendFrame(bad.frame());

    bad.answer()
        .ifPresent(
            answer ->
                assertThat(withoutDescription(socket.next()))
                    .isEqualTo(
                        new Failure(answer.getInteger("sequence"), answer.getString("error"), "")));
    bad.closes()
        .ifPresentOrElse(
            code -> assertThat(socket.closeCode()).isEqualTo(code),
            () -> assertThat(isServed(socket)).isTrue());
    assertThat(socket.waiting()).isEmpty();
  }

  private static boolean isServed(RawSocket socket) {
    return refusal(socket.ask(preKeysOf(Identity.generate()))) == ErrorName.UNKNOWN_USER;
  }
}
