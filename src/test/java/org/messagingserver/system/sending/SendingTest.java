package org.messagingserver.system.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.messagingserver.protocol.ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION;
import static org.messagingserver.protocol.ErrorName.MAILBOX_FULL;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_DEVICE;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.registered;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.testkit.Bytes;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

class SendingTest {
  private static final int MAX_MESSAGES = 20;
  private static final int MAX_BYTES = 300_000;
  private static final int MAX_FRAME = 65_536;

  private static TestServer server;

  private final Identity alice = Identity.generate();
  private final RawSocket stranger = RawSocket.open(server);

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("http", new JsonObject().put("maxFrameBytes", MAX_FRAME))
                .put("preKeys", new JsonObject().put("low", 0))
                .put(
                    "mailbox",
                    new JsonObject().put("maxMessages", MAX_MESSAGES).put("maxBytes", MAX_BYTES)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void isAckedUnderItsSequenceAndReachesTheDevice() {
    RawSocket device = registered(server, alice, 1);

    int sequence = stranger.request(outbound(alice, 1, "hello"));

    assertThat(device.ackedTexts(1)).containsExactly("hello");
    assertThat(stranger.next()).isEqualTo(new Ack(sequence));
  }

  @Test
  void reachesOnlyTheDeviceNamed() {
    RawSocket first = registered(server, alice, 1);
    RawSocket second = registered(server, alice, 2);

    stranger.request(outbound(alice, 1, "to the first"));
    assertThat(first.ackedTexts(1)).containsExactly("to the first");
    stranger.request(outbound(alice, 2, "to the second"));
    assertThat(second.ackedTexts(1)).containsExactly("to the second");

    assertThat(first.waiting()).isEmpty();
  }

  @Test
  void isRefusedForAUserWithoutDevice() {
    assertThat(refusal(stranger.ask(outbound(alice, 1, "hello")))).isEqualTo(UNKNOWN_USER);
  }

  @Test
  void isRefusedForAUserThatIsOnlyLoggedIn() {
    RawSocket device = RawSocket.open(server).logIn(alice, 1);

    assertThat(refusal(stranger.ask(outbound(alice, 1, "hello")))).isEqualTo(UNKNOWN_USER);

    assertThat(device.waiting()).isEmpty();
  }

  @Test
  void isRefusedForAnUnregisteredDeviceOfAUserWithDevices() {
    registered(server, alice, 1);
    RawSocket onlyLoggedIn = RawSocket.open(server).logIn(alice, 3);

    assertThat(refusal(stranger.ask(outbound(alice, 2, "hello")))).isEqualTo(UNKNOWN_DEVICE);
    assertThat(refusal(stranger.ask(outbound(alice, 3, "hello")))).isEqualTo(UNKNOWN_DEVICE);
    assertThat(onlyLoggedIn.waiting()).isEmpty();
  }

  @Test
  void isRefusedOnAnAuthenticatedConnectionAndNotDelivered() {
    RawSocket device = registered(server, alice, 1);

    assertThat(refusal(device.ask(outbound(alice, 1, "to myself"))))
        .isEqualTo(ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);

    stranger.request(outbound(alice, 1, "fence"));
    assertThat(device.ackedTexts(1)).containsExactly("fence");
  }

  @Test
  void goesOnAfterARefusal() {
    RawSocket device = registered(server, alice, 1);

    stranger.sendTogether(
        List.of(
            outbound(alice, 1, "first").apply(1),
            outbound(alice, 2, "nowhere").apply(2),
            outbound(Identity.generate(), 1, "nobody").apply(3),
            outbound(alice, 1, "second").apply(4)));

    assertThat(device.ackedTexts(2)).containsExactly("first", "second");
    assertThat(stranger.next(4)).extracting(ServerMessage::sequence).contains(1, 2, 3, 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 16_000})
  void arrivesByteForByteOnALiveSocket(int length) {
    RawSocket device = registered(server, alice, 1);
    Buffer sealed = Bytes.random(length);

    stranger.request(outbound(alice, 1, sealed));

    assertThat(device.nextInbound().sealedMessage()).isEqualTo(sealed);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 16_000})
  void arrivesByteForByteAfterWaiting(int length) {
    registered(server, alice, 1).kill();
    Buffer sealed = Bytes.random(length);

    stranger.must(outbound(alice, 1, sealed));

    RawSocket device = RawSocket.open(server).logIn(alice, 1);
    assertThat(device.nextInbound().sealedMessage()).isEqualTo(sealed);
  }

  @Test
  void arrivesByteForByteWhereItFillsTheLargestFrame() {
    registered(server, alice, 1).kill();
    Buffer live = largest();
    Buffer waiting = largest();

    stranger.must(outbound(alice, 1, waiting));
    RawSocket device = RawSocket.open(server).logIn(alice, 1);
    stranger.request(outbound(alice, 1, live));

    assertThat(device.nextInbound().sealedMessage()).isEqualTo(waiting);
    assertThat(device.nextInbound().sealedMessage()).isEqualTo(live);
  }

  @Test
  void isRefusedWhereTooManyMessagesWait() {
    registered(server, alice, 1).kill();
    registered(server, alice, 2).kill();

    assertThat(sentUntilFull("full")).isBetween(MAX_MESSAGES - 1, MAX_MESSAGES + 1);

    assertThat(stranger.ask(outbound(alice, 2, "another device"))).isInstanceOf(Ack.class);
  }

  @Test
  void isRefusedWhereTooManyBytesWait() {
    registered(server, alice, 1).kill();
    int large = 50_000;

    int sent = sentUntilFull("x".repeat(large));

    assertThat(sent).isBetween(MAX_BYTES / large - 2, MAX_BYTES / large);
  }

  @Test
  void isTakenAgainOnceTheRecipientHasAckedWhatWaited() {
    registered(server, alice, 1).kill();
    int sent = sentUntilFull("full");

    RawSocket device = RawSocket.open(server).logIn(alice, 1);
    assertThat(device.ackedTexts(sent)).hasSize(sent).containsOnly("full");
    device.kill();

    assertTimeoutPreemptively(
        RawSocket.SOON,
        () -> {
          while (!(stranger.ask(outbound(alice, 1, "more")) instanceof Ack)) {
            Thread.onSpinWait();
          }
        });
  }

  /** How many were acked before the first was refused. */
  private int sentUntilFull(String text) {
    int sent = 0;
    ServerMessage answer = stranger.ask(outbound(alice, 1, text));
    while (answer instanceof Ack) {
      sent++;
      answer = stranger.ask(outbound(alice, 1, text));
    }
    assertThat(refusal(answer)).isEqualTo(MAILBOX_FULL);
    return sent;
  }

  /** Fits a frame of the largest size to the byte. */
  private Buffer largest() {
    int around = frameOf(Buffer.buffer(new byte[MAX_FRAME / 2])) - MAX_FRAME / 2;
    Buffer sealed = Bytes.random(MAX_FRAME - around);
    assertThat(frameOf(sealed)).isEqualTo(MAX_FRAME);
    return sealed;
  }

  private int frameOf(Buffer sealed) {
    return ClientMessageCodec.encode(outbound(alice, 1, sealed).apply(1)).length();
  }
}
