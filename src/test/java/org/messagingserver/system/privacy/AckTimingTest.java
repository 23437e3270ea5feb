package org.messagingserver.system.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Requests.multi;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.part;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.registered;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** When the answer to a message leaves says nothing about the recipient. */
class AckTimingTest {
  private static final Duration ACK = Duration.ofSeconds(1);

  private static final int MESSAGE_BYTES = 1000;

  private static TestServer server;

  private final Identity alice = Identity.generate();
  private final RawSocket stranger = RawSocket.open(server);

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put(
                    "limits",
                    new JsonObject().put("enabled", true).put("messageBytes", MESSAGE_BYTES))
                .put("preKeys", new JsonObject().put("low", 0))
                .put("delivery", new JsonObject().put("ackMillis", ACK.toMillis())));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void comesNoEarlierThanConfiguredWhereTheRecipientAckedAtOnce() {
    RawSocket device = registered(server, alice, 1);
    long sent = System.nanoTime();

    stranger.request(outbound(alice, 1, "hello"));

    assertThat(device.ackedTexts(1)).containsExactly("hello");
    assertAckIsDue(sent);
  }

  @Test
  void comesNoEarlierThanConfiguredWhereTheRecipientIsAway() {
    registered(server, alice, 1).kill();
    long sent = System.nanoTime();

    stranger.request(outbound(alice, 1, "hello"));

    assertAckIsDue(sent);
  }

  @Test
  void comesNoEarlierThanConfiguredWhereTheRecipientDoesNotExist() {
    long sent = System.nanoTime();

    stranger.request(outbound(alice, 1, "hello"));

    assertRefusalIsDue(sent, ErrorName.UNKNOWN_USER);
  }

  @Test
  void comesNoEarlierThanConfiguredWhereTheMessageIsOverALimit() {
    long sent = System.nanoTime();

    stranger.request(outbound(alice, 1, "x".repeat(MESSAGE_BYTES + 1)));

    assertRefusalIsDue(sent, ErrorName.INVALID_MESSAGE);
  }

  @Test
  void comesNoEarlierThanConfiguredWhereTheConnectionIsTheWrongOne() {
    RawSocket device = registered(server, alice, 1);
    long sent = System.nanoTime();

    device.request(outbound(alice, 1, "hello"));

    assertThat(refusal(device.next()))
        .isEqualTo(ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
    assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThanOrEqualTo(ACK);
  }

  @Test
  void comesNoEarlierThanConfiguredForManyRecipients() {
    RawSocket device = registered(server, alice, 1);
    RawSocket sender = RawSocket.open(server, ProtocolVersion.V2);
    long sent = System.nanoTime();

    sender.request(multi("!", part(alice, 1, "hello"), part(Identity.generate(), 1, "")));

    assertThat(device.ackedTexts(1)).containsExactly("hello!");
    assertThat(((MultiResult) sender.next()).refused()).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThanOrEqualTo(ACK);
  }

  @Test
  void doesNotHoldTheMessageBack() {
    RawSocket device = registered(server, alice, 1);

    stranger.request(outbound(alice, 1, "hello"));

    assertThat(device.ackedTexts(1)).containsExactly("hello");
    assertThat(stranger.waiting()).isEmpty();
    assertThat(stranger.next()).isInstanceOf(Ack.class);
  }

  private void assertRefusalIsDue(long sent, ErrorName error) {
    assertThat(refusal(stranger.next())).isEqualTo(error);
    assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThanOrEqualTo(ACK);
  }

  private void assertAckIsDue(long sent) {
    assertThat(stranger.next()).isInstanceOf(Ack.class);
    assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThanOrEqualTo(ACK);
  }
}
