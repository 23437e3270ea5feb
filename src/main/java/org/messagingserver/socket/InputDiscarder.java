package org.messagingserver.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.IntPredicate;

/**
 * The bytes that a client sends after the end: only its control frames matter, one of which is its
 * close. Messages are dropped as they come, and charged to their source: a client whose source has
 * no bytes left is cut off.
 */
final class InputDiscarder {
  /** As much as the largest message that any server may be configured to accept. */
  private static final int MAX_BYTES = HttpSettings.LARGEST_FRAME;

  private final ChannelHandlerContext channel;
  private final int maxFrameBytes;
  private final IntPredicate charge;
  private int remainingBytes = MAX_BYTES;
  private long toSkip;
  private ByteBuf head;
  private boolean ignoresAll;

  /**
   * @param ignoresAll whether nothing can be made out of what comes
   * @param charge whether so many bytes could be paid for
   */
  InputDiscarder(
      ChannelHandlerContext channel, int maxFrameBytes, boolean ignoresAll, IntPredicate charge) {
    this.channel = channel;
    this.maxFrameBytes = maxFrameBytes;
    this.ignoresAll = ignoresAll;
    this.charge = charge;
  }

  /** The bytes are no frame. */
  void ignoreAll() {
    ignoresAll = true;
    release();
  }

  void discard(ByteBuf bytes) {
    int count = bytes.readableBytes();
    remainingBytes -= count;
    boolean paid = charge.test(count);
    discardUncharged(bytes);
    if (remainingBytes < 0 || !paid) {
      ChannelFuture unused = channel.close();
    }
  }

  /** The same with bytes that had come before the end, and are charged already. */
  void discardUncharged(ByteBuf bytes) {
    try {
      while (!ignoresAll && bytes.isReadable()) {
        discardSome(bytes);
      }
    } finally {
      bytes.release();
    }
  }

  private void discardSome(ByteBuf bytes) {
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
    long missing = FrameHead.length(head, 0, maxFrameBytes) - head.readableBytes();
    head.writeBytes(bytes, (int) Math.min(missing, bytes.readableBytes()));
    long length = FrameHead.length(head, 0, maxFrameBytes);
    if (length == FrameHead.BROKEN) {
      ignoreAll();
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
