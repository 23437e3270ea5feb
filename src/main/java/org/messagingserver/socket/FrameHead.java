package org.messagingserver.socket;

import io.netty.buffer.ByteBuf;

/**
 * Measures the WebSocket frame at the start of some bytes.
 *
 * <p>Source: RFC 6455, section 5.2.
 */
final class FrameHead {
  /** The length of bytes that begin no frame a client may send. */
  static final long BROKEN = -1;

  private static final int FIRST_BYTES = 2;
  private static final int MASK_BYTES = 4;
  private static final int FINAL = 0x80;
  private static final int RESERVED = 0x70;
  private static final int OPCODE = 0x0F;
  private static final int CONTROL = 0x08;
  private static final int CLOSE = 0x08;
  private static final int LAST_DATA = 2;
  private static final int LAST_CONTROL = 10;
  private static final int MASKED = 0x80;
  private static final int SHORT_LENGTH = 0x7F;
  private static final int IN_ONE_BYTE = 125;
  private static final int TWO_BYTES_FOLLOW = 126;

  private FrameHead() {}

  /**
   * The length of the frame, or how many bytes are needed to find it out; {@link #BROKEN} where the
   * decoder has to refuse it.
   *
   * @param at where the frame starts
   * @param maxBytes that its payload may have
   */
  static long length(ByteBuf in, int at, int maxBytes) {
    int available = in.writerIndex() - at;
    if (available < FIRST_BYTES) {
      return FIRST_BYTES;
    }
    int second = in.getUnsignedByte(at + 1);
    if (isBroken(in.getUnsignedByte(at), second)) {
      return BROKEN;
    }
    int head = headBytes(second & SHORT_LENGTH);
    if (available < head) {
      return head;
    }
    long payload = payloadBytes(in, at + FIRST_BYTES, second & SHORT_LENGTH);
    return payload < 0 || payload > maxBytes ? BROKEN : head + payload;
  }

  /** Whether the frame carries a part of a message; its first byte has to be there. */
  static boolean isData(ByteBuf in) {
    return (in.getByte(in.readerIndex()) & CONTROL) == 0;
  }

  /** Whether the frame closes the connection; its first byte has to be there. */
  static boolean isClose(ByteBuf in) {
    return (in.getByte(in.readerIndex()) & OPCODE) == CLOSE;
  }

  /** Whether the length of the frame is known. */
  static boolean isWholeHead(ByteBuf in) {
    int available = in.readableBytes();
    return available >= FIRST_BYTES
        && available >= headBytes(in.getByte(in.readerIndex() + 1) & SHORT_LENGTH);
  }

  private static boolean isBroken(int first, int second) {
    int opcode = first & OPCODE;
    boolean isControl = (opcode & CONTROL) != 0;
    boolean isTooLongAControl =
        isControl && ((first & FINAL) == 0 || (second & SHORT_LENGTH) > IN_ONE_BYTE);
    return (first & RESERVED) != 0
        || (second & MASKED) == 0
        || opcode > (isControl ? LAST_CONTROL : LAST_DATA)
        || isTooLongAControl;
  }

  private static int headBytes(int shortLength) {
    int longer = shortLength <= IN_ONE_BYTE ? 0 : shortLength == TWO_BYTES_FOLLOW ? 2 : 8;
    return FIRST_BYTES + longer + MASK_BYTES;
  }

  private static long payloadBytes(ByteBuf in, int at, int shortLength) {
    if (shortLength <= IN_ONE_BYTE) {
      return shortLength;
    }
    return shortLength == TWO_BYTES_FOLLOW ? in.getUnsignedShort(at) : in.getLong(at);
  }
}
