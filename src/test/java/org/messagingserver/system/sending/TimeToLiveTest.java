package org.messagingserver.system.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Requests.address;
import static org.messagingserver.testkit.Requests.part;
import static org.messagingserver.testkit.Requests.registered;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;

/** A message that waits does so for as long as its sender wishes, in four classes. */
class TimeToLiveTest {
  private static final Handling FOR_AN_HOUR = new Handling(1);

  private static TestServer server;

  private final Identity alice = Identity.generate();

  @BeforeAll
  static void start() {
    server = TestServer.start(new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private void send(ProtocolVersion version, Handling handling) {
    RawSocket.open(server, version)
        .must(
            sequence ->
                new OutboundMessage(sequence, address(alice, 1), Buffer.buffer("hello"), handling));
  }

  /** The classes of those messages that are stored. */
  private static List<String> hours() {
    try (TestDatabase database = new TestDatabase(server.databaseUri())) {
      List<String> hours =
          database.column(
              """
              SELECT CASE WHEN waits < interval '3 hours' THEN 1
                          WHEN waits < interval '26 hours' THEN 24
                          WHEN waits < interval '170 hours' THEN 168
                          ELSE 720 END
              FROM (SELECT row_id, expires_at - now() AS waits FROM mailbox) m
              ORDER BY row_id""");
      database.execute("DELETE FROM mailbox");
      return hours;
    }
  }

  @Test
  void isRoundedUpToAClass() {
    registered(server, alice, 1).kill();

    send(ProtocolVersion.V2, FOR_AN_HOUR);
    send(ProtocolVersion.V2, new Handling(25));
    send(ProtocolVersion.V2, Handling.ORDINARY);

    assertThat(hours()).containsExactly("1", "168", "720");
  }

  @Test
  void isThatOfEachPart() {
    registered(server, alice, 1).kill();
    registered(server, alice, 2).kill();

    assertThat(
            RawSocket.open(server, ProtocolVersion.V2)
                .ask(
                    sequence ->
                        new MultiMessage(
                            sequence,
                            Buffer.buffer("!"),
                            List.of(part(alice, 1, "1"), part(alice, 2, "2")),
                            FOR_AN_HOUR)))
        .isInstanceOf(MultiResult.class);

    assertThat(hours()).containsExactly("1", "1");
  }

  @Test
  void isUnknownToTheFirstVersion() {
    registered(server, alice, 1).kill();

    send(ProtocolVersion.V1, FOR_AN_HOUR);

    assertThat(hours()).containsExactly("720");
  }

  @Test
  void doesNotMatterToWhoIsOnline() {
    RawSocket device = registered(server, alice, 1);

    RawSocket.open(server, ProtocolVersion.V2)
        .request(
            sequence ->
                new OutboundMessage(
                    sequence, address(alice, 1), Buffer.buffer("hello"), FOR_AN_HOUR));

    assertThat(device.ackedTexts(1)).containsExactly("hello");
  }
}
