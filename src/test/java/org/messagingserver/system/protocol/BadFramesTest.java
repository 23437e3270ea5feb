package org.messagingserver.system.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.registered;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.Bytes;
import org.messagingserver.testkit.RawSocket;

/** Frames and fragments that are too large, too many, of the wrong kind or no WebSocket at all. */
class BadFramesTest extends BadInput {
  @Test
  void closesOnATextFrame() {
    socket.sendFrame(WebSocketFrame.textFrame("hello", true));

    assertThat(socket.closeCode()).isEqualTo(CloseCode.NOT_BINARY.code());
  }

  @Test
  void closesOnATextFrameThatWouldBeAMessage() {
    try (BareSocket bare = BareSocket.open(server)) {
      bare.send(BareSocket.TEXT, new byte[] {8, 1, 58, 0});

      assertThat(bare.closeCode()).isEqualTo(CloseCode.NOT_BINARY.code());
    }
  }

  @Test
  void takesAFrameOfTheLargestSize() {
    RawSocket device = registered(server, alice, 1);
    Buffer sealed = fittingAFrameOf(MAX_FRAME);

    socket.request(outbound(alice, 1, sealed));

    assertThat(device.nextInbound().sealedMessage()).isEqualTo(sealed);
  }

  @Test
  void closesOnAFrameOneByteTooLarge() {
    socket.request(outbound(alice, 1, fittingAFrameOf(MAX_FRAME + 1)));

    assertThat(socket.closeCode()).isEqualTo(CloseCode.TOO_LARGE.code());
  }

  @Test
  void closesOnTheHeadOfAFrameThatIsTooLarge() {
    try (BareSocket bare = BareSocket.open(server)) {
      bare.sendHead(BareSocket.BINARY, 1L << 40);

      assertThat(bare.closeCode()).isEqualTo(CloseCode.TOO_LARGE.code());
    }
  }

  @Test
  void closesOnFragmentsThatAreTooLargeTogetherBeforeTheLast() {
    try (BareSocket bare = BareSocket.open(server)) {
      bare.send(BareSocket.BINARY, false, new byte[MAX_FRAME / 2]);
      bare.send(BareSocket.CONTINUATION, false, new byte[MAX_FRAME / 2]);
      bare.send(BareSocket.CONTINUATION, false, new byte[1]);

      assertThat(bare.closeCode()).isEqualTo(CloseCode.TOO_LARGE.code());
    }
  }

  @Test
  void takesAMessageInFragmentsWithAPingBetween() {
    byte[] whole = ClientMessageCodec.encode(preKeysOf(alice).apply(9)).getBytes();
    try (BareSocket bare = BareSocket.open(server)) {
      bare.nextMessage();

      bare.send(BareSocket.BINARY, false, Arrays.copyOf(whole, 3));
      bare.send(BareSocket.CONTINUATION, false, Arrays.copyOfRange(whole, 3, 20));
      bare.send(BareSocket.PING, "still here".getBytes(UTF_8));
      bare.send(BareSocket.CONTINUATION, true, Arrays.copyOfRange(whole, 20, whole.length));

      BareSocket.Frame pong = bare.next();
      assertThat(pong.opcode()).isEqualTo(BareSocket.PONG);
      assertThat(pong.payload()).isEqualTo(Buffer.buffer("still here"));
      ServerMessage answer = bare.nextMessage();
      assertThat(refusal(answer)).isEqualTo(UNKNOWN_USER);
      assertThat(answer.sequence()).isEqualTo(9);
    }
  }

  @Test
  void livesThroughTenThousandEmptyFrames() {
    int many = 10_000;
    try (BareSocket bare = BareSocket.open(server)) {
      bare.nextMessage();

      IntStream.range(0, many).forEach(i -> bare.send(BareSocket.BINARY, new byte[0]));

      for (int i = 0; i < many; i++) {
        ServerMessage answer = bare.nextMessage();
        assertThat(refusal(answer)).isEqualTo(INVALID_MESSAGE);
        assertThat(answer.sequence()).isZero();
      }
      assertServed(bystander);
    }
  }

  @Test
  void livesThroughTenThousandEmptyFragments() {
    try (BareSocket bare = BareSocket.open(server)) {
      bare.nextMessage();

      bare.send(BareSocket.BINARY, false, new byte[0]);
      IntStream.range(0, 10_000)
          .forEach(i -> bare.send(BareSocket.CONTINUATION, false, new byte[0]));
      bare.send(BareSocket.CONTINUATION, true, new byte[0]);

      assertThat(refusal(bare.nextMessage())).isEqualTo(INVALID_MESSAGE);
    }
  }

  @Test
  void servesOthersWhileOneFloodsAndReadsNothing() {
    socket.pause();
    List<ClientMessage> flood =
        IntStream.range(0, 2000).mapToObj(i -> preKeysOf(alice).apply(i)).toList();

    socket.sendTogether(flood);

    assertServed(bystander);
    socket.resume();
    assertThat(socket.next(flood.size())).hasSameSizeAs(flood);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FF8000000000", // a reserved bit and opcode
        "820568656C6C6F", // without a mask
        "808000000000", // a continuation of nothing
        "0980", // a ping in fragments
        "88810000000000", // a close with half a code
        "474554202F" // an HTTP request
      })
  void closesWhatIsNoWebSocket(String bytes) {
    try (BareSocket bare = BareSocket.open(server)) {
      bare.nextMessage();

      bare.sendRaw(HexFormat.of().parseHex(bytes));
      bare.sendRaw(new byte[1000]);

      assertThat(bare.closeCode()).isBetween(1002, 1009);
    }
  }

  private Buffer fittingAFrameOf(int size) {
    Buffer half = Buffer.buffer(new byte[MAX_FRAME / 2]);
    int around =
        ClientMessageCodec.encode(outbound(alice, 1, half).apply(1)).length() - half.length();
    Buffer sealed = Bytes.random(size - around);
    assertThat(ClientMessageCodec.encode(outbound(alice, 1, sealed).apply(1)).length())
        .isEqualTo(size);
    return sealed;
  }
}
