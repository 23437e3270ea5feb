package org.messagingserver.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.ratelimit.ClientQuota;

/** What one read of the connection may set off before the socket can say that it is too much. */
@ExtendWith(VertxExtension.class)
class FrameGateTest {
  private static final int AT_ONCE = 32;
  private static final int FRAMES = 1000;
  private static final int EMPTY_FRAME = 6;
  private static final byte[] REQUEST =
      "GET /api HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private Vertx vertx;
  private final FrameGate gate = new FrameGate(1024);
  private final Decoder decoder = new Decoder();
  private final EmbeddedChannel channel = new EmbeddedChannel(gate, decoder);

  /** Where the gate sends what it lets through. */
  private final class Decoder extends ChannelInboundHandlerAdapter {
    private final List<Integer> frames = new ArrayList<>();
    private boolean shuts;

    @Override
    public void channelRead(ChannelHandlerContext from, Object read) {
      ByteBuf bytes = (ByteBuf) read;
      frames.add(bytes.readableBytes() / EMPTY_FRAME);
      bytes.release();
      if (shuts) {
        gate.pause();
      }
    }

    private int sum() {
      return frames.stream().mapToInt(Integer::intValue).sum();
    }
  }

  @BeforeEach
  void open(Vertx given) {
    vertx = given;
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void open() {
    channel.writeInbound(Unpooled.wrappedBuffer(REQUEST));
    decoder.frames.clear();
    var patience = Duration.ofMinutes(1);
    gate.open(
        new UnfinishedMessages(vertx, new HttpSettings.Unfinished(1 << 20, patience))
            .opened(ClientQuota.UNLIMITED, code -> {}));
    channel.runPendingTasks();
  }

  private void sendEmptyFrames() {
    channel.writeInbound(emptyFrames(FRAMES));
  }

  private static ByteBuf emptyFrames(int count) {
    ByteBuf frames = Unpooled.buffer();
    for (int frame = 0; frame < count; frame++) {
      frames.writeByte(0x82).writeByte(0x80).writeInt(0);
    }
    return frames;
  }

  @Test
  void letsAFewFramesThroughAtOnce() {
    open();

    sendEmptyFrames();

    assertThat(decoder.frames).allMatch(frames -> frames <= AT_ONCE);
    assertThat(decoder.sum()).isEqualTo(FRAMES);
  }

  @Test
  void holdsWhatIsBehindAFewFramesOnceItIsShut() {
    open();
    decoder.shuts = true;

    sendEmptyFrames();

    assertThat(decoder.sum()).isPositive().isLessThanOrEqualTo(AT_ONCE);
    decoder.shuts = false;
    gate.resume();
    channel.runPendingTasks();
    assertThat(decoder.sum()).isEqualTo(FRAMES);
  }

  @Test
  void letsThroughTheBodyOfARequestAndNothingBehindIt() {
    channel.writeInbound(Unpooled.copiedBuffer(REQUEST), emptyFrames(2));
    decoder.frames.clear();

    gate.leave(3 * EMPTY_FRAME);
    channel.writeInbound(emptyFrames(5));
    channel.writeInbound(emptyFrames(1));

    assertThat(decoder.frames).containsExactly(2, 1);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void closesAConnectionThatBringsMuchBehindTheBody() {
    channel.writeInbound(Unpooled.copiedBuffer(REQUEST));
    gate.leave(0);

    channel.writeInbound(emptyFrames(FRAMES));

    assertThat(channel.isOpen()).isFalse();
  }
}
