package org.messagingserver.system.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.registered;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

class CreditWindowTest {
  private static final int WINDOW = 4;
  private static final int SENT = 11;
  private static final List<String> TEXTS =
      IntStream.range(0, SENT).mapToObj(i -> "message " + i).toList();

  private static TestServer server;

  private final Identity alice = Identity.generate();

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("preKeys", new JsonObject().put("low", 0))
                .put("delivery", new JsonObject().put("maxInFlight", WINDOW)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void boundsWhatIsDeliveredOfWaitingMessagesWithoutAcks() {
    registered(server, alice, 1).kill();
    sendAll();

    RawSocket device = RawSocket.open(server).logIn(alice, 1);

    assertOpensWithAcks(device);
  }

  @Test
  void boundsWhatIsDeliveredLiveWithoutAcks() {
    RawSocket device = registered(server, alice, 1);

    sendAll();

    assertOpensWithAcks(device);
  }

  @Test
  void isOneForEachSocket() {
    RawSocket slow = registered(server, alice, 1);
    RawSocket quick = RawSocket.open(server).logIn(alice, 1);

    sendAll();

    assertThat(texts(slow.next(WINDOW).stream().map(InboundMessage.class::cast)))
        .isEqualTo(TEXTS.subList(0, WINDOW));
    assertThat(quick.ackedTexts(SENT)).isEqualTo(TEXTS);
    assertThat(slow.inAWhile()).isEmpty();
  }

  /** The sender sees every message acked, though the recipient acks none. */
  private void sendAll() {
    RawSocket stranger = RawSocket.open(server);
    TEXTS.forEach(text -> stranger.request(outbound(alice, 1, text)));
    assertThat(stranger.next(SENT)).allMatch(Ack.class::isInstance);
  }

  private static void assertOpensWithAcks(RawSocket device) {
    List<InboundMessage> first = Stream.generate(device::nextInbound).limit(WINDOW).toList();
    assertThat(texts(first.stream())).isEqualTo(TEXTS.subList(0, WINDOW));
    assertThat(device.inAWhile()).isEmpty();

    device.ack(first.get(0));
    List<ServerMessage> more = device.inAWhile();
    assertThat(more).hasSizeLessThanOrEqualTo(1);

    first.forEach(device::ack);
    more.forEach(message -> device.ack((InboundMessage) message));
    int rest = SENT - WINDOW - more.size();
    assertThat(device.ackedTexts(rest)).isEqualTo(TEXTS.subList(SENT - rest, SENT));
  }

  private static List<String> texts(Stream<InboundMessage> messages) {
    return messages.map(message -> message.sealedMessage().toString()).toList();
  }
}
