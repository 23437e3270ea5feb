package org.messagingserver.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;

/**
 * The bytes that a client sends after the end: only its control frames matter, one of which is its
 * close. Messages are dropped as they come.
 */
final class Leftovers {
  /** As much as the largest message that any server may be configured to accept. */
  private static final int MOST_BYTES = HttpSettings.LARGEST_FRAME;

  private final ChannelHandlerContext channel;
  private final int mostFrameBytes;
  private int allowed = MOST_BYTES;
  private long toSkip;
  private ByteBuf head;
  private boolean deaf;

  /**
   * @param deaf whether nothing can be made out of what comes
   */
  Leftovers(ChannelHandlerContext channel, int mostFrameBytes, boolean deaf) {
    this.channel = channel;
    this.mostFrameBytes = mostFrameBytes;
    this.deaf = deaf;
  }

  /** The bytes are no frame. */
  void becomeDeaf() {
    deaf = true;
    release();
  }

  void take(ByteBuf bytes) {
    allowed -= bytes.readableBytes();
    try {
      while (!deaf && bytes.isReadable()) {
        takeSome(bytes);
      }
    } finally {
      bytes.release();
    }
    if (allowed < 0) {
      ChannelFuture unused = channel.close();
    }
  }

  private void takeSome(ByteBuf bytes) {
    int skipped = (int) Math.min(toSkip, bytes.readableBytes());
    bytes.skipBytes(skipped);
    toSkip -= skipped;
    if (bytes.isReadable()) {
      readHead(bytes);
    }
  }

  private void readHead(ByteBuf bytes) {
    if (head == null) {
      head = channel.alloc().buffer();
    }
    long lacking = FrameHead.length(head, 0, mostFrameBytes) - head.readableBytes();
    head.writeBytes(bytes, (int) Math.min(lacking, bytes.readableBytes()));
    long length = FrameHead.length(head, 0, mostFrameBytes);
    if (length == FrameHead.BROKEN) {
      becomeDeaf();
    } else if (FrameHead.isWholeHead(head) && FrameHead.isData(head)) {
      toSkip = length - head.readableBytes();
      release();
    } else if (FrameHead.isWholeHead(head) && length == head.readableBytes()) {
      passOrDrop();
    }
  }

  /** The close alone: each ping would be answered behind what the client does not read. */
  private void passOrDrop() {
    if (FrameHead.isClose(head)) {
      passClose();
    } else {
      release();
    }
  }

  /** Later, because the server is about to send its own close. */
  private void passClose() {
    ByteBuf frame = head;
    head = null;
    channel
        .executor()
        .execute(
            () -> {
              if (channel.isRemoved()) {
                frame.release();
              } else {
                channel.fireChannelRead(frame);
                channel.fireChannelReadComplete();
              }
            });
  }

  void release() {
    if (head != null) {
      head.release();
      head = null;
    }
  }
}
