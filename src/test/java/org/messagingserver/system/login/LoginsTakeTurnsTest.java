package org.messagingserver.system.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.deliver;
import static org.messagingserver.testkit.Mail.registered;
import static org.messagingserver.testkit.Mail.until;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.register;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.postgres.PostgresProxy;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Scrape;
import org.messagingserver.testkit.TestServer;

/**
 * Whoever logs in again and again, and whoever reads much, waits for itself. The database takes as
 * long for each page as a test wants.
 */
class LoginsTakeTurnsTest {
  private static final String LOOK = "SELECT a.place, d.epoch IS NOT NULL AS registered";
  private static final String READ = "SELECT w.row_id, w.message_id, w.sealed_message";
  private static final String MANY_FROM = "198.51.100.1";
  private static final String ANOTHER_FROM = "198.51.100.2";
  private static final int MANY = 100;

  /** Half of {@code postgres.poolSize}. */
  private static final int AT_ONCE = 4;

  private static final int SOCKETS_PER_ADDRESS = 3;

  private static PostgresProxy proxy;
  private static TestServer server;

  private final Identity bob = registered(server);

  @BeforeAll
  static void start() {
    proxy = new PostgresProxy(TestPostgres.newDatabaseUri());
    server =
        TestServer.start(
            new JsonObject()
                .put("limits", new JsonObject().put("enabled", true))
                .put("postgres", new JsonObject().put("uri", proxy.uri()))
                .put("delivery", new JsonObject().put("handoffMillis", 0))
                .put("preKeys", new JsonObject().put("low", 0))
                .put(
                    "http",
                    new JsonObject()
                        .put("socketsPerAddress", SOCKETS_PER_ADDRESS)
                        .put("trustedProxies", new JsonArray().add("127.0.0.0/8"))));
  }

  @AfterAll
  static void stop() {
    server.close();
    proxy.close();
  }

  @AfterEach
  void heal() {
    proxy.heal();
    until(() -> inState("authenticating") == 0);
  }

  @Test
  void leaveConnectionsToThoseWhoSendAndFetch() {
    proxy.hold(LOOK);
    List<RawSocket> many = logIn(MANY, Identity::generate);
    until(() -> inState("authenticating") == MANY && proxy.heldBack() > 0);

    sendsAndFetches();

    assertThat(proxy.heldBack()).isLessThanOrEqualTo(AT_ONCE);
    assertThat(many).allMatch(socket -> socket.waiting().isEmpty());
  }

  @Test
  void leaveConnectionsToThemWhereMessagesWait() {
    Supplier<Identity> users = withMail().iterator()::next;
    proxy.hold(READ);
    List<RawSocket> many = logIn(MANY, users);
    until(() -> inState("authenticating") == MANY && proxy.heldBack() >= AT_ONCE);

    sendsAndFetches();

    assertThat(proxy.heldBack()).isEqualTo(AT_ONCE);
    assertThat(many).allMatch(socket -> socket.waiting().isEmpty());
  }

  /** What comes for a device that is online is read too, though that is no first page. */
  @Test
  void leaveConnectionsToThemWhereTheyReadOn() {
    List<Identity> users = Stream.generate(Identity::generate).limit(MANY).toList();
    users.forEach(
        user -> RawSocket.openFrom(server, MANY_FROM).logIn(user, 1).must(register(1, "signed")));
    proxy.hold(READ);
    RawSocket stranger = RawSocket.openFrom(server, ANOTHER_FROM);
    users.forEach(user -> deliver(stranger, user, "to be read"));
    until(() -> proxy.heldBack() >= AT_ONCE);

    sendsAndFetches();

    assertThat(proxy.heldBack()).isEqualTo(AT_ONCE);
  }

  @Test
  void ofAnotherSourceComeNextAndNotLast() {
    Supplier<Identity> users = withMail().iterator()::next;
    deliver(RawSocket.openFrom(server, ANOTHER_FROM), bob, "waits");
    proxy.hold(READ);
    List<RawSocket> many = logIn(MANY, users);
    until(() -> inState("authenticating") == MANY && proxy.heldBack() >= AT_ONCE);
    RawSocket other = logIn(RawSocket.openFrom(server, ANOTHER_FROM), bob);
    until(() -> inState("authenticating") == MANY + 1);

    List<ServerMessage> received = new ArrayList<>();
    for (int read = 1; read <= MANY / 2 && received.isEmpty(); read++) {
      final long readSoFar = proxy.executed(READ);
      proxy.letThrough(1);
      until(() -> proxy.executed(READ) > readSoFar && proxy.heldBack() == AT_ONCE);
      received.addAll(other.waiting());
    }

    assertThat(received).isNotEmpty().first().isInstanceOf(ServerMessage.Ack.class);
    proxy.flow();
    many.forEach(socket -> assertThat(socket.next()).isInstanceOf(ServerMessage.Ack.class));
  }

  /** As many as there may be of one Address, though none of them has been answered yet. */
  @Test
  void ofOneAccountMakeRoomForOneAnotherAndAreNotReadForWhenTheyAreGone() {
    deliver(RawSocket.openFrom(server, ANOTHER_FROM), bob, "hello");
    proxy.hold(READ);
    final long before = proxy.executed(READ);

    List<RawSocket> many = logIn(MANY, () -> bob);

    for (RawSocket old : many.subList(0, MANY - SOCKETS_PER_ADDRESS)) {
      assertThat(old.closeCode()).isEqualTo(CloseCode.POLICY.code());
    }
    assertThat(inState("authenticating")).isEqualTo(SOCKETS_PER_ADDRESS);
    proxy.flow();
    for (RawSocket young : many.subList(MANY - SOCKETS_PER_ADDRESS, MANY)) {
      assertThat(young.next()).isInstanceOf(ServerMessage.Ack.class);
      assertThat(young.nextInbound().sealedMessage()).hasToString("hello");
    }
    assertThat(proxy.executed(READ) - before).isLessThan(MANY / 2);
  }

  /** Devices for each of which something waits. */
  private static List<Identity> withMail() {
    RawSocket stranger = RawSocket.openFrom(server, ANOTHER_FROM);
    List<Identity> users = Stream.generate(Identity::generate).limit(MANY).toList();
    for (Identity user : users) {
      RawSocket device = RawSocket.openFrom(server, MANY_FROM).logIn(user, 1);
      device.must(register(1, "signed"));
      device.close();
      deliver(stranger, user, "waits");
    }
    return users;
  }

  private void sendsAndFetches() {
    RawSocket stranger = RawSocket.openFrom(server, ANOTHER_FROM);
    for (int time = 0; time < 20; time++) {
      deliver(stranger, bob, "to be stored");
      assertThat(stranger.ask(preKeysOf(bob))).isInstanceOf(ServerMessage.PreKey.class);
    }
  }

  private static List<RawSocket> logIn(int sockets, Supplier<Identity> who) {
    return Stream.generate(() -> logIn(RawSocket.openFrom(server, MANY_FROM), who.get()))
        .limit(sockets)
        .toList();
  }

  private static RawSocket logIn(RawSocket socket, Identity who) {
    socket.send(socket.authResponse(socket.sequence(), who, Mail.addressOf(who)));
    return socket;
  }

  private static double inState(String state) {
    return Scrape.of(server).value("messaging_connections{state=\"" + state + "\"}");
  }
}
