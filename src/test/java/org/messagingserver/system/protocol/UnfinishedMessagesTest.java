package org.messagingserver.system.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.registered;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.Bytes;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/**
 * Messages that are not whole end in time and have bounded memory, in fragments or in one frame.
 */
class UnfinishedMessagesTest {
  private static final int MEMORY = 16 << 20;

  /** Four of these may be unfinished. */
  private static final int MAX_FRAME = MEMORY / 8 / 4;

  private static final int PART = MAX_FRAME / 2 - 14;

  private final Identity alice = Identity.generate();
  private TestServer server;

  private void start(int messageMillis) {
    JsonObject http =
        new JsonObject()
            .put("eventLoops", 1)
            .put("maxFrameBytes", MAX_FRAME)
            .put("messageMillis", messageMillis);
    JsonObject memory = new JsonObject().put("maxBytes", MEMORY);
    server = TestServer.start(new JsonObject().put("http", http).put("memory", memory));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private BareSocket opened() {
    BareSocket bare = BareSocket.open(server);
    bare.nextMessage();
    return bare;
  }

  /** A part of one frame, or a whole one to which more would have to follow. */
  private BareSocket unfinished(boolean isFragment) {
    BareSocket bare = opened();
    if (isFragment) {
      bare.send(BareSocket.BINARY, false, new byte[PART]);
    } else {
      bare.sendHead(BareSocket.BINARY, MAX_FRAME);
      bare.sendRaw(new byte[PART]);
    }
    bare.send(BareSocket.PING, new byte[0]);
    return bare;
  }

  private void assertServed(BareSocket bare) {
    bare.send(BareSocket.BINARY, ClientMessageCodec.encode(preKeysOf(alice).apply(1)).getBytes());
    assertThat(refusal(bare.nextMessage())).isEqualTo(UNKNOWN_USER);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closesTheOldestWhereTheyHaveTooManyBytesTogether(boolean isFragment) {
    start(600_000);
    List<BareSocket> open = new ArrayList<>();

    IntStream.range(0, 12).forEach(i -> open.add(unfinished(isFragment)));

    assertThat(open.get(0).closeCode()).isEqualTo(CloseCode.TRY_LATER.code());
    assertThat(open.get(1).closeCode()).isEqualTo(CloseCode.TRY_LATER.code());
    try (BareSocket other = opened()) {
      assertServed(other);
    }
    open.forEach(BareSocket::close);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavesASlowClientWithASmallMessageAlone(boolean isFragment) {
    start(600_000);
    byte[] request = BareSocket.frame(BareSocket.BINARY, preKeys());
    BareSocket slow = opened();
    slow.sendRaw(Arrays.copyOf(request, 20));

    List<BareSocket> open = new ArrayList<>();
    IntStream.range(0, 30).forEach(i -> open.add(unfinished(isFragment)));
    assertThat(open.get(15).closeCode()).isEqualTo(CloseCode.TRY_LATER.code());

    slow.sendRaw(Arrays.copyOfRange(request, 20, request.length));
    assertThat(refusal(slow.nextMessage())).isEqualTo(UNKNOWN_USER);
    open.forEach(BareSocket::close);
    slow.close();
  }

  private byte[] preKeys() {
    return ClientMessageCodec.encode(preKeysOf(alice).apply(1)).getBytes();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closesAMessageThatIsNotWholeInTime(boolean isFragment) {
    start(500);

    try (BareSocket late = isFragment ? unfinished(true) : partOfASmallFrame()) {
      assertThat(late.closeCode()).isEqualTo(CloseCode.POLICY.code());
    }
  }

  private BareSocket partOfASmallFrame() {
    BareSocket bare = opened();
    bare.sendHead(BareSocket.BINARY, 100);
    bare.sendRaw(new byte[3]);
    return bare;
  }

  @Test
  void neverCountsTheTimeOfMessagesThatAreWhole() throws InterruptedException {
    start(3000);
    byte[] request = BareSocket.frame(BareSocket.BINARY, preKeys());
    int half = request.length / 2;

    try (BareSocket busy = opened()) {
      busy.sendRaw(Arrays.copyOf(request, half));
      // Every read ends in the middle of a frame, for longer than one may take.
      for (int i = 0; i < 60; i++) {
        Thread.sleep(80);
        busy.sendRaw(Arrays.copyOfRange(request, half, request.length));
        busy.sendRaw(Arrays.copyOf(request, half));
        assertThat(refusal(busy.nextMessage())).isEqualTo(UNKNOWN_USER);
      }
    }
  }

  @Test
  void takesAFrameByteByByte() {
    start(600_000);
    byte[] request = BareSocket.frame(BareSocket.BINARY, preKeys());

    try (BareSocket bare = opened()) {
      for (int round = 0; round < 2; round++) {
        for (byte each : request) {
          bare.sendRaw(new byte[] {each});
        }
        assertThat(refusal(bare.nextMessage())).isEqualTo(UNKNOWN_USER);
      }
      bare.send(BareSocket.PING, "there?".getBytes(ISO_8859_1));
      assertThat(bare.next().payload()).isEqualTo(Buffer.buffer("there?"));
    }
  }

  @Test
  void takesLargeMessagesOfManySizesInOneStream() {
    start(600_000);
    RawSocket device = registered(server, alice, 1);
    RawSocket sender = RawSocket.open(server);
    List<Buffer> sent = IntStream.range(0, 60).mapToObj(i -> Bytes.random(1 + i * i * 17)).toList();

    sender.sendTogether(
        sent.stream().map(each -> outbound(alice, 1, each).apply(sender.sequence())).toList());

    for (Buffer each : sent) {
      var inbound = device.nextInbound();
      assertThat(inbound.sealedMessage()).isEqualTo(each);
      device.ack(inbound);
    }
  }

  @Test
  void readsTheCloseOfAClientBehindADroppedMessage() {
    start(500);

    try (BareSocket late = partOfASmallFrame()) {
      assertThat(late.closeCode()).isEqualTo(CloseCode.POLICY.code());
      late.sendRaw(new byte[97]);
      late.send(BareSocket.BINARY, new byte[5000]);
      late.send(BareSocket.CLOSE, new byte[] {3, (byte) 0xE8});

      assertThat(late.ends()).isTrue();
    }
  }

  @Test
  void answersNoPingBehindItsClose() {
    start(500);

    try (BareSocket late = partOfASmallFrame()) {
      assertThat(late.closeCode()).isEqualTo(CloseCode.POLICY.code());
      late.sendRaw(new byte[97]);
      late.send(BareSocket.PING, new byte[1]);
      late.send(BareSocket.CLOSE, new byte[] {3, (byte) 0xE8});

      assertThat(late.ends()).isTrue();
    }
  }
}
