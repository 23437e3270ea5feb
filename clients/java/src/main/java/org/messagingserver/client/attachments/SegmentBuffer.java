package org.messagingserver.client.attachments;

/** Cuts what arrives into segments. Holds the part that arrived last, and a segment at most. */
final class SegmentBuffer {
  private static final byte[] NOTHING = {};

  private byte[] part = NOTHING;
  private int at;
  private byte[] segment = NOTHING;
  private int filled;

  /** Adds a part; the one before must be used up. */
  void add(byte[] arrived) {
    part = arrived;
    at = 0;
  }

  /** The bytes that belong to the next segment, and are here. */
  int filled() {
    return filled;
  }

  /** Whether there is a whole segment of this length now. */
  boolean fill(int length) {
    if (segment.length != length) {
      segment = new byte[length];
      filled = 0;
    }
    int taken = Math.min(length - filled, part.length - at);
    System.arraycopy(part, at, segment, filled, taken);
    at += taken;
    filled += taken;
    return filled == length;
  }

  /** The segment, which is the caller's from now on. */
  byte[] take() {
    byte[] whole = segment;
    segment = NOTHING;
    filled = 0;
    return whole;
  }
}
