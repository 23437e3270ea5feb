package org.messagingserver.system.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.UNAVAILABLE;
import static org.messagingserver.testkit.Mail.registered;
import static org.messagingserver.testkit.Mail.until;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.postgres.PostgresProxy;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;

/** Registering takes its own time and memory, and nobody else's. */
class RegisteringTest {
  /** Of the least that a node may have, registrations get the least that they need: 16 MiB. */
  private static final int MEMORY = 16 << 20;

  /** Each counts for 256 bytes and its own. */
  private static final int MANY_KEYS = 40_000;

  private static PostgresProxy proxy;
  private static TestServer server;

  @BeforeAll
  static void start() {
    String uri = TestPostgres.newDatabaseUri();
    proxy = new PostgresProxy(uri);
    server =
        TestServer.start(
            new JsonObject()
                .put("limits", TestServer.unlimited())
                .put("postgres", new JsonObject().put("uri", proxy.uri()))
                .put("memory", new JsonObject().put("maxBytes", MEMORY))
                .put("preKeys", new JsonObject().put("low", 0)));
  }

  @AfterAll
  static void stop() {
    server.close();
    proxy.close();
  }

  @AfterEach
  void heal() {
    proxy.heal();
  }

  @Test
  void isReadTwiceAheadOfItsAnswersAndNoMore() {
    RawSocket device = RawSocket.open(server).logIn(Identity.generate(), 1);
    proxy.stall();
    List<Integer> asked =
        List.of(
            device.request(register(1, "a")),
            device.request(register(1, "b")),
            device.request(register(1, "c")),
            device.request(Requests.preKeysOf(Identity.generate())));
    until(proxy::isHolding);

    Mail.pause(Duration.ofMillis(300));

    assertThat(device.waiting()).isEmpty();
    proxy.flow();
    assertThat(device.next(asked.size()))
        .extracting(ServerMessage::sequence)
        .containsExactlyInAnyOrderElementsOf(asked);
  }

  @Test
  void isRefusedWhereAllOfTheNodeHoldTooMuch() {
    RawSocket one = RawSocket.open(server).logIn(Identity.generate(), 1);
    RawSocket other = RawSocket.open(server).logIn(Identity.generate(), 1);
    proxy.stall();
    int taken = one.request(RegisteringTest::many);
    // Answered at once, and after the server has read what came before.
    refusal(one.ask(Requests.preKeysOf(Identity.generate())));

    assertThat(refusal(other.ask(RegisteringTest::many))).isEqualTo(UNAVAILABLE);

    proxy.flow();
    assertThat(one.next()).isEqualTo(new ServerMessage.Ack(taken));
    other.must(RegisteringTest::many);
  }

  private static ClientMessage many(int sequence) {
    List<Buffer> keys = Collections.nCopies(MANY_KEYS, Buffer.buffer("k"));
    return new ClientMessage.Register(sequence, 1, Buffer.buffer("signed"), keys);
  }

  /** Each would hold a connection while another node changes that user's registrations. */
  @Test
  void leavesConnectionsToMessagesAndLoginsWhileItWaitsForOtherNodes() {
    Identity recipient = registered(server);
    List<Identity> users = Stream.generate(Identity::generate).limit(20).toList();
    TestDatabase otherNode = new TestDatabase(server.databaseUri());
    users.forEach(
        user -> {
          long lock =
              server.vault().hash(Mail.addressOf(user)).user().value().getMostSignificantBits();
          otherNode.column("SELECT pg_advisory_lock(" + lock + ")::text");
        });
    List<RawSocket> devices =
        users.stream().map(user -> RawSocket.open(server).logIn(user, 1)).toList();
    List<Integer> asked =
        devices.stream().map(device -> device.request(register(1, "signed", "a"))).toList();

    RawSocket sender = RawSocket.open(server);
    for (int message = 0; message < 20; message++) {
      Mail.deliver(sender, recipient, "to be stored");
    }
    RawSocket.open(server).logIn(recipient, 1).nextInbound();

    assertThat(devices).allMatch(device -> device.waiting().isEmpty());
    otherNode.close();
    IntStream.range(0, users.size())
        .forEach(
            place ->
                assertThat(devices.get(place).next())
                    .isEqualTo(new ServerMessage.Ack(asked.get(place))));
  }
}
