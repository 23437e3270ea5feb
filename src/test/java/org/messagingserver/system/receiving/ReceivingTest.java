package org.messagingserver.system.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.registered;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

class ReceivingTest {
  /** Long enough that an ack sent at once always comes in time. */
  private static final int HANDOFF_MILLIS = 2000;

  private static TestServer server;

  private final Identity alice = Identity.generate();
  private final Set<String> fences = new HashSet<>();
  private final RawSocket stranger = RawSocket.open(server);

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("preKeys", new JsonObject().put("low", 0))
                .put("delivery", new JsonObject().put("handoffMillis", HANDOFF_MILLIS)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void getsWhatWaitedOldestFirstAndThenWhatComes() {
    registered(server, alice, 1).kill();
    sendInTurn("first", "second", "third");

    RawSocket device = RawSocket.open(server).logIn(alice, 1);
    stranger.request(outbound(alice, 1, "fourth"));

    assertThat(device.ackedTexts(4)).containsExactly("first", "second", "third", "fourth");
  }

  @Test
  void getsAThousandPipelinedMessagesInOrderWhenTheyHaveWaited() {
    registered(server, alice, 1).kill();

    List<String> texts = sendAThousand();
    assertThat(stranger.next(1000)).allMatch(Ack.class::isInstance);

    RawSocket device = RawSocket.open(server).logIn(alice, 1);
    assertThat(device.ackedTexts(1000)).isEqualTo(texts);
  }

  @Test
  void getsAThousandPipelinedMessagesInOrderOnALiveSocket() {
    RawSocket device = registered(server, alice, 1);

    List<String> texts = sendAThousand();

    assertThat(device.ackedTexts(1000)).isEqualTo(texts);
    assertThat(stranger.next(1000))
        .allMatch(Ack.class::isInstance)
        .extracting(ServerMessage::sequence)
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 1000).boxed().toList());
  }

  @Test
  void getsWhatItDidNotAckAgainOnTheNextLogin() {
    registered(server, alice, 1).kill();
    sendInTurn("first", "second", "third");
    RawSocket forgetful = RawSocket.open(server).logIn(alice, 1);
    assertThat(texts(forgetful, 3)).containsExactly("first", "second", "third");
    forgetful.kill();

    RawSocket device = RawSocket.open(server).logIn(alice, 1);

    assertThat(device.ackedTexts(3)).containsExactly("first", "second", "third");
  }

  @Test
  void getsWhatItDidNotAckOnALiveSocketAgainOnTheNextLogin() {
    RawSocket forgetful = registered(server, alice, 1);
    stranger.request(outbound(alice, 1, "first"));
    stranger.request(outbound(alice, 1, "second"));
    assertThat(texts(forgetful, 2)).containsExactly("first", "second");

    forgetful.kill();

    assertThat(stranger.next(2)).allMatch(Ack.class::isInstance);
    RawSocket device = RawSocket.open(server).logIn(alice, 1);
    assertThat(device.ackedTexts(2)).containsExactly("first", "second");
  }

  @Test
  void getsOnlyWhatItLeftUnackedAgain() {
    RawSocket device = registered(server, alice, 1);
    stranger.request(outbound(alice, 1, "first"));
    stranger.request(outbound(alice, 1, "second"));
    device.nextInbound();
    device.ack(device.nextInbound());

    device.kill();

    assertThat(stranger.next(2)).allMatch(Ack.class::isInstance);
    awaitWaiting("first");
  }

  @Test
  void doesNotGetAgainWhatItAcked() {
    RawSocket device = registered(server, alice, 1);
    stranger.request(outbound(alice, 1, "once"));
    assertThat(device.ackedTexts(1)).containsExactly("once");
    assertThat(stranger.next()).isInstanceOf(Ack.class);

    device.kill();

    awaitWaiting();
  }

  @Test
  void getsItOnEverySocketOfTheAddress() {
    RawSocket one = registered(server, alice, 1);
    RawSocket other = RawSocket.open(server).logIn(alice, 1);

    stranger.request(outbound(alice, 1, "hello"));

    assertThat(texts(one, 1)).containsExactly("hello");
    assertThat(texts(other, 1)).containsExactly("hello");
  }

  @Test
  void settlesForEverySocketByTheFirstAck() {
    RawSocket one = registered(server, alice, 1);
    RawSocket other = RawSocket.open(server).logIn(alice, 1);
    stranger.request(outbound(alice, 1, "hello"));
    other.nextInbound();

    assertThat(one.ackedTexts(1)).containsExactly("hello");

    assertThat(stranger.next()).isInstanceOf(Ack.class);
    other.kill();
    one.kill();
    awaitWaiting();
  }

  @Test
  void doesNotSettleByAnAckOfAnotherSequence() {
    RawSocket device = registered(server, alice, 1);
    stranger.request(outbound(alice, 1, "hello"));
    int right = device.nextInbound().sequence();

    for (int wrong : new int[] {0, right - 1, right + 1, right + 1000, -1}) {
      device.send(new ClientMessage.Ack(wrong));
    }
    device.kill();

    assertThat(stranger.next()).isInstanceOf(Ack.class);
    assertThat(waiting()).containsExactly("hello");
  }

  @Test
  void goesOnAfterAcksOfWhatWasNeverSentOrAckedBefore() {
    RawSocket device = registered(server, alice, 1);
    stranger.request(outbound(alice, 1, "first"));
    InboundMessage first = device.nextInbound();

    device.ack(first);
    device.ack(first);
    device.send(new ClientMessage.Ack(4711));
    device.send(new ClientMessage.Ack(-1));

    stranger.request(outbound(alice, 1, "second"));
    assertThat(device.ackedTexts(1)).containsExactly("second");
    assertThat(stranger.next(2)).allMatch(Ack.class::isInstance);
  }

  @Test
  void doesNotSettleByTheAckOfAnotherAddress() {
    Identity mallory = Identity.generate();
    RawSocket device = registered(server, alice, 1);
    RawSocket other = registered(server, mallory, 1);
    stranger.request(outbound(alice, 1, "hello"));
    InboundMessage message = device.nextInbound();

    other.ack(message);
    device.kill();

    assertThat(stranger.next()).isInstanceOf(Ack.class);
    assertThat(waiting()).containsExactly("hello");
  }

  @Test
  void doesNotLetAHalfOpenSocketHoldAMessageBack() {
    RawSocket halfOpen = registered(server, alice, 1);
    halfOpen.pause();

    stranger.must(outbound(alice, 1, "hello"));

    assertThat(RawSocket.open(server).logIn(alice, 1).ackedTexts(1)).containsExactly("hello");
  }

  @Test
  void doesNotLetAHalfOpenSocketHoldAMessageBackFromItsSibling() {
    RawSocket halfOpen = registered(server, alice, 1);
    halfOpen.pause();
    RawSocket healthy = RawSocket.open(server).logIn(alice, 1);

    stranger.request(outbound(alice, 1, "hello"));

    assertThat(healthy.ackedTexts(1)).containsExactly("hello");
    assertThat(stranger.next()).isInstanceOf(Ack.class);
  }

  private List<String> sendAThousand() {
    List<String> texts = IntStream.range(0, 1000).mapToObj(i -> "message " + i).toList();
    stranger.sendTogether(
        texts.stream().map(text -> outbound(alice, 1, text).apply(stranger.sequence())).toList());
    return texts;
  }

  private void sendInTurn(String... texts) {
    for (String text : texts) {
      stranger.must(outbound(alice, 1, text));
    }
  }

  private static List<String> texts(RawSocket socket, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> socket.nextInbound().sealedMessage().toString())
        .toList();
  }

  /** What a login gets before anything new; none of it is acked. */
  private List<String> waiting() {
    RawSocket device = RawSocket.open(server).logIn(alice, 1);
    String fence = UUID.randomUUID().toString();
    RawSocket.open(server).request(outbound(alice, 1, fence));
    List<String> texts = new ArrayList<>();
    InboundMessage message = device.nextInbound();
    while (!text(message).equals(fence)) {
      texts.add(text(message));
      message = device.nextInbound();
    }
    device.ack(message);
    device.kill();
    fences.add(fence);
    texts.removeAll(fences);
    return texts;
  }

  /** A login that comes before an ack has taken effect may see the message once more. */
  private void awaitWaiting(String... texts) {
    assertTimeoutPreemptively(
        RawSocket.SOON,
        () -> {
          while (!waiting().equals(List.of(texts))) {
            Thread.onSpinWait();
          }
        });
  }

  private static String text(InboundMessage message) {
    return message.sealedMessage().toString();
  }
}
