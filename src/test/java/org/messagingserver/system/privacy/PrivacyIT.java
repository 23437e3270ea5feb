package org.messagingserver.system.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.Canaries;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Renderings;
import org.messagingserver.testkit.ServerProcess;

/**
 * What the packaged server tells nobody, though it logs everything that it and all of its libraries
 * have to say, exceptions' messages included: who its users are, where they are and what they say.
 */
@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrivacyIT {
  private static final String CLIENT_HOST = "127.0.0.77";

  private Vertx vertx;
  private final Canaries canaries = new Canaries();
  private final Installation installation =
      Installation.create()
          .written(
              "logging.properties",
              """
              handlers = java.util.logging.ConsoleHandler
              java.util.logging.ConsoleHandler.level = ALL
              .level = ALL
              """)
          .configured(
              new JsonObject()
                  .put("delivery", new JsonObject().put("ackMillis", 0))
                  .put("mailbox", new JsonObject().put("maxMessages", 3)));
  private ServerProcess server;
  private String output;

  @BeforeAll
  void goThroughEverything(Vertx given) throws Exception {
    vertx = given;
    server =
        ServerProcess.run(
                installation,
                List.of("-Djava.util.logging.config.file=logging.properties"),
                "-conf",
                Installation.CONF)
            .ready();
    Identity user = canaries.user("user");
    converse(user);
    refuse(user);
    babble(user);
    failInTheDatabase(user);
    server.stop();
    output = String.join("\n", server.stdout()) + "\n" + String.join("\n", server.stderr());
  }

  private void converse(Identity user) {
    RawSocket present = socket().logIn(user, 1);
    must(present, register(present, "first"));
    RawSocket stranger = socket();
    stranger.send(new ClientMessage.RequestPreKeys(stranger.sequence(), user.userId(), Set.of()));
    assertThat(answer(stranger)).isInstanceOf(ServerMessage.PreKey.class);
    must(present, register(present, "second"));

    stranger.send(message(stranger, user, "handed over"));
    acceptNext(present);
    assertThat(answer(stranger)).isInstanceOf(ServerMessage.Ack.class);
    present.close();
    must(stranger, message(stranger, user, "stored"));
    acceptNext(socket().logIn(user, 1));
  }

  private void acceptNext(RawSocket recipient) {
    InboundMessage inbound = (InboundMessage) answer(recipient);
    recipient.send(new ClientMessage.Ack(inbound.sequence()));
  }

  private void refuse(Identity user) {
    RawSocket stranger = socket();
    mustNot(
        stranger, ErrorName.UNKNOWN_USER, message(stranger, canaries.user("unknown user"), "lost"));
    mustNot(stranger, ErrorName.UNAUTHORIZED, register(stranger, "unauthorized"));
    ServerMessage answer;
    do {
      stranger.send(message(stranger, user, "too many"));
      answer = answer(stranger);
    } while (answer instanceof ServerMessage.Ack);
    assertThat(answer).extracting("name").isEqualTo(ErrorName.MAILBOX_FULL.text());

    RawSocket forger = socket();
    Address claimed = new Address(user.userId(), new DeviceId(1));
    mustNot(
        forger, ErrorName.UNAUTHORIZED, forger.authResponse(1, canaries.user("forger"), claimed));
  }

  /** Frames and requests that mean nothing, with things in them that do. */
  private void babble(Identity user) throws IOException {
    RawSocket cut = socket();
    Buffer frame = ClientMessageCodec.encode(message(cut, user, "in a broken frame"));
    cut.sendBytes(frame.slice(0, frame.length() - 3));
    cut.closeCode();
    RawSocket texts = socket();
    texts.sendFrame(WebSocketFrame.textFrame(canaries.words("text frame"), true));
    texts.closeCode();
    String head = "GET /%s?%s HTTP/1.1\r\nHost: %s\r\nOrigin: https://%s.example\r\n%s\r\n\r\n";
    babble(
        head.formatted(
            path(user),
            canaries.words("query"),
            canaries.words("host"),
            canaries.words("origin"),
            "A: b"));
    babble(
        head.formatted(
            path(user),
            canaries.words("query"),
            canaries.words("host"),
            canaries.words("origin"),
            canaries.words("header")));
    babble(canaries.words("no HTTP at all") + "\r\n\r\n");
  }

  private String path(Identity user) {
    return HexFormat.of().formatHex(user.userId().bytes());
  }

  private void babble(String request) throws IOException {
    BareSocket.say(InetAddress.getByName(CLIENT_HOST), server.uri().getPort(), request);
  }

  private void failInTheDatabase(Identity user) throws SQLException {
    acceptNext(socket().logIn(user, 1));
    try (Connection connection = installation.database();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE mailbox ADD CONSTRAINT broken CHECK (false) NOT VALID");
      statement.execute("ALTER TABLE device ADD CONSTRAINT broken CHECK (false) NOT VALID");
    }
    RawSocket stranger = socket();
    stranger.send(message(stranger, user, "that cannot be stored"));
    assertThat(answer(stranger)).isInstanceOf(ServerMessage.Failure.class);
    RawSocket other = socket().logIn(canaries.user("user who cannot register"), 1);
    other.send(register(other, "that cannot be stored"));
    assertThat(answer(other)).isInstanceOf(ServerMessage.Failure.class);
  }

  @Test
  void logsEverythingHere() {
    assertThat(output).contains("FINE: ", "FINEST: ", " io.netty.", " io.vertx.");
  }

  @Test
  void logsNothingThatIdentifiesAUserOrIsAUsers() {
    assertThat(canaries.foundIn(output)).isEmpty();
  }

  @Test
  void logsNoAddressOfAClient() {
    assertThat(output).doesNotContain(CLIENT_HOST);
  }

  @Test
  void logsNoPasswordOfTheDatabase() throws IOException {
    Renderings password = new Renderings();

    password.add("password", Files.readAllBytes(installation.path("data/postgres/password")));

    assertThat(password.foundIn(output)).isEmpty();
  }

  @Test
  void letsPostgresLogFailuresWithoutTheirRows() throws IOException {
    String log = Files.readString(installation.path("data/postgres/server.log"));

    assertThat(log).contains("violates check constraint").doesNotContain("Failing row", "INSERT");
    assertThat(canaries.foundIn(log)).isEmpty();
  }

  @Test
  void storesNothingThatIdentifiesAUserOrIsAUsersInTheClear() throws IOException {
    assertThat(canaries.foundBelow(installation.cluster())).isEmpty();
  }

  @AfterAll
  void remove() {
    server.close();
    installation.close();
  }

  private RawSocket socket() {
    RawSocket socket = server.socket(vertx);
    canaries.add("nonce", socket.challenge().bytes());
    return socket;
  }

  private ClientMessage.Register register(RawSocket socket, String name) {
    return new ClientMessage.Register(
        socket.sequence(),
        7,
        canaries.key("signed prekey " + name),
        List.of(canaries.key("one-time key " + name), canaries.key("other one-time key " + name)));
  }

  private ClientMessage.OutboundMessage message(RawSocket socket, Identity to, String name) {
    return new ClientMessage.OutboundMessage(
        socket.sequence(),
        new Address(to.userId(), new DeviceId(1)),
        Buffer.buffer(canaries.words("message " + name))
            .appendBuffer(canaries.key("message " + name)));
  }

  /** The next message, but for notices that come when they like. */
  private static ServerMessage answer(RawSocket socket) {
    ServerMessage message;
    do {
      message = socket.next();
    } while (message instanceof ServerMessage.PreKeysLow);
    return message;
  }

  private static void must(RawSocket socket, ClientMessage request) {
    socket.send(request);
    assertThat(answer(socket)).isEqualTo(new ServerMessage.Ack(request.sequence()));
  }

  private static void mustNot(RawSocket socket, ErrorName error, ClientMessage request) {
    socket.send(request);
    assertThat(answer(socket)).extracting("name").isEqualTo(error.text());
  }
}
