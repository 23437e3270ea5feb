package org.messagingserver.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.http.WebSocketInternal;

/**
 * Writes messages to one socket, each as one binary frame: those of one tick of the event loop
 * leave in one write, which costs more than all else that is done for them. Counts each byte from
 * here until the operating system has taken it.
 *
 * <p>Source: RFC 6455, section 5.2, for the head of a frame.
 */
final class FrameWriter extends ChannelInboundHandlerAdapter {
  /** More than this does not wait for the end of the tick. */
  private static final int GATHERED_BYTES = 65_536;

  private static final int FINAL_BINARY = 0x82;
  private static final int MAX_HEAD_BYTES = 10;
  private static final int IN_ONE_BYTE = 125;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int IN_TWO_BYTES = 65_535;
  private static final int EIGHT_BYTES_FOLLOW = 127;

  private final Context context;
  private final SlowReaderEviction slowReaderEviction;
  private final Runnable onWritabilityChanged;
  private final StallDetector stallDetector = new StallDetector();
  private ChannelHandlerContext channel;
  private ByteBuf gathered;
  private long unsent;
  private boolean waitsForRoom;

  /**
   * @param context of the socket
   * @param slowReaderEviction of the event loop
   * @param onWritabilityChanged called when the client falls behind, or has caught up
   */
  FrameWriter(
      Context context,
      ServerWebSocket webSocket,
      SlowReaderEviction slowReaderEviction,
      Runnable onWritabilityChanged) {
    this.context = context;
    this.slowReaderEviction = slowReaderEviction;
    this.onWritabilityChanged = onWritabilityChanged;
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
    int before = gathered.readableBytes();
    try {
      writeHead(message.length());
      gathered.writeBytes(((BufferInternal) message).getByteBuf());
    } catch (OutOfMemoryError none) {
      gathered.writerIndex(gathered.readerIndex() + before);
      throw none;
    }
    count(gathered.readableBytes() - before);
    if (gathered.readableBytes() >= GATHERED_BYTES) {
      flush();
    }
  }

  private void count(int more) {
    unsent += more;
    slowReaderEviction.ofNode().add(more);
  }

  private void sent(int bytes) {
    unsent -= bytes;
    slowReaderEviction.ofNode().remove(bytes);
    if (waitsForRoom && unsent == 0) {
      notifyWritabilityChanged();
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
      ByteBuf batch = gathered;
      int bytes = batch.readableBytes();
      gathered = null;
      ChannelFuture unused = channel.writeAndFlush(batch).addListener(written -> sent(bytes));
    }
  }

  /** Whether the client keeps up with outgoing frames, and the node has room for more. */
  boolean isWritable() {
    if (!channel.channel().isWritable()) {
      return false;
    }
    boolean hasRoom = slowReaderEviction.hasRoom(unsent);
    // Several ask: one that finds room does not speak for another that waits for room.
    waitsForRoom |= !hasRoom;
    return hasRoom;
  }

  /** The bytes that the operating system has not taken yet. */
  long unsent() {
    return unsent;
  }

  /** There may be room on the node again. */
  void notifyIfRoom() {
    if (waitsForRoom && slowReaderEviction.hasRoom(unsent)) {
      notifyWritabilityChanged();
    }
  }

  private void notifyWritabilityChanged() {
    waitsForRoom = false;
    context.runOnContext(tick -> onWritabilityChanged.run());
  }

  /** Called at each tick: whether the client does not keep up. */
  boolean isStalled() {
    return stallDetector.isStalled(pending());
  }

  private long pending() {
    ChannelOutboundBuffer buffer = channel.channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
  }

  /** Ends the connection, with all that waits; Vert.x and TLS would first wait for that to go. */
  void abort() {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (first != null && channel.channel().isOpen()) {
      ChannelFuture unused = first.close();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext changed) {
    context.runOnContext(tick -> onWritabilityChanged.run());
    changed.fireChannelWritabilityChanged();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    if (gathered != null) {
      int bytes = gathered.readableBytes();
      gathered.release();
      gathered = null;
      sent(bytes);
    }
  }
}
