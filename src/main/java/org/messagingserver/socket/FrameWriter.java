package org.messagingserver.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.http.WebSocketInternal;

/**
 * Writes messages to one socket, each as one binary frame: those of one turn of the event loop
 * leave in one write, which costs more than all else that is done for them.
 *
 * <p>Source: RFC 6455, section 5.2, for the head of a frame.
 */
final class FrameWriter extends ChannelInboundHandlerAdapter {
  /** More than this does not wait for the end of the turn. */
  private static final int GATHERED_BYTES = 65_536;

  private static final int FINAL_BINARY = 0x82;
  private static final int MAX_HEAD_BYTES = 10;
  private static final int IN_ONE_BYTE = 125;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int IN_TWO_BYTES = 65_535;
  private static final int EIGHT_BYTES_FOLLOW = 127;

  private final Context context;
  private final Runnable onPaceChanged;
  private ChannelHandlerContext channel;
  private ByteBuf gathered;

  /**
   * @param context of the socket
   * @param onPaceChanged told when the client falls behind, or has caught up
   */
  FrameWriter(Context context, ServerWebSocket webSocket, Runnable onPaceChanged) {
    this.context = context;
    this.onPaceChanged = onPaceChanged;
    ChannelHandlerContext last = ((WebSocketInternal) webSocket).channelHandlerContext();
    last.pipeline().addBefore(last.name(), null, this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    channel = added;
  }

  void write(Buffer message) {
    if (gathered == null) {
      gathered = channel.alloc().ioBuffer(MAX_HEAD_BYTES + message.length());
      channel.executor().execute(this::flush);
    }
    writeHead(message.length());
    gathered.writeBytes(((BufferInternal) message).getByteBuf());
    if (gathered.readableBytes() >= GATHERED_BYTES) {
      flush();
    }
  }

  private void writeHead(int length) {
    gathered.writeByte(FINAL_BINARY);
    if (length <= IN_ONE_BYTE) {
      gathered.writeByte(length);
    } else if (length <= IN_TWO_BYTES) {
      gathered.writeByte(TWO_BYTES_FOLLOW).writeShort(length);
    } else {
      gathered.writeByte(EIGHT_BYTES_FOLLOW).writeLong(length);
    }
  }

  /**
   * Sends what has gathered; what Vert.x sends from now on comes behind it. Where that fails the
   * socket is closed.
   */
  void flush() {
    if (gathered != null) {
      ByteBuf together = gathered;
      gathered = null;
      ChannelFuture unused = channel.writeAndFlush(together);
    }
  }

  /** Whether the client keeps up with what is written. */
  boolean isWritable() {
    return channel.channel().isWritable();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext changed) {
    context.runOnContext(turn -> onPaceChanged.run());
    changed.fireChannelWritabilityChanged();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }
}
