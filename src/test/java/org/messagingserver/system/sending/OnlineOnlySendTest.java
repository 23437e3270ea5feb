package org.messagingserver.system.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Requests.address;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.part;
import static org.messagingserver.testkit.Requests.registered;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;

/** A message that is worth nothing later reaches who is online, or nobody. */
class OnlineOnlySendTest {
  private static final Handling ONLINE_ONLY = new Handling(0, true);

  private static TestServer server;

  private final Identity alice = Identity.generate();
  private final Identity nobody = Identity.generate();

  @BeforeAll
  static void start() {
    server = TestServer.start(new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawSocket sender() {
    return RawSocket.open(server, ProtocolVersion.V2);
  }

  private static IntFunction<ClientMessage> onlineOnly(Identity user, String content) {
    return sequence ->
        new OutboundMessage(sequence, address(user, 1), Buffer.buffer(content), ONLINE_ONLY);
  }

  private static long rowsEver() {
    try (TestDatabase database = new TestDatabase(server.databaseUri())) {
      return database.number(
          "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM mailbox_row_id_seq");
    }
  }

  @Test
  void isDeliveredAndStoredNowhere() {
    long before = rowsEver();
    RawSocket device = registered(server, alice, 1);
    RawSocket sender = sender();

    Mail.until(
        () -> {
          sender.must(onlineOnly(alice, "typing"));
          return !device.inAWhile().isEmpty();
        });

    assertThat(rowsEver()).isEqualTo(before);
  }

  @Test
  void isAckedThoughNobodyEverGetsIt() {
    registered(server, alice, 1).kill();
    RawSocket sender = sender();

    assertThat(sender.ask(onlineOnly(nobody, "to nobody"))).isInstanceOf(Ack.class);
    assertThat(sender.ask(onlineOnly(alice, "to who is away"))).isInstanceOf(Ack.class);

    sender.must(outbound(alice, 1, "stored"));
    assertThat(Mail.takeAll(server, alice)).containsExactly("stored");
  }

  @Test
  void isAckedInEachPart() {
    MultiMessage.Part[] parts = {part(alice, 1, "1"), part(nobody, 1, "2")};

    assertThat(
            sender()
                .ask(
                    sequence ->
                        new MultiMessage(
                            sequence, Buffer.buffer("!"), List.of(parts), ONLINE_ONLY)))
        .isInstanceOfSatisfying(MultiResult.class, all -> assertThat(all.refused()).isEmpty());
  }

  /** Its frames have no such field: the message is kept as any other. */
  @Test
  void isUnknownToTheFirstVersion() {
    registered(server, alice, 1).kill();

    RawSocket.open(server).must(onlineOnly(alice, "hello"));

    assertThat(Mail.takeAll(server, alice)).containsExactly("hello");
  }
}
