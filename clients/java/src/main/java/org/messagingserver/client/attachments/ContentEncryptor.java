package org.messagingserver.client.attachments;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * Turns content into an attachment: in front its length, behind it zeros up to its size class, all
 * of it encrypted. Holds a segment at most.
 */
final class ContentEncryptor {
  static final int LENGTH_BYTES = Long.BYTES;

  /** More than any server keeps, and few enough that no sum of lengths overflows. */
  static final long MAX_BYTES = 1L << 46;

  private final SegmentCipher cipher;
  private long left;
  private long unread;
  private byte[] plain;
  private int filled;
  private int segment;

  /**
   * @param size of the content
   */
  ContentEncryptor(SegmentCipher cipher, long size) {
    this.cipher = cipher;
    this.left = SizeClass.of(LENGTH_BYTES + size);
    this.unread = size;
    this.plain = next();
    fill(ByteBuffer.allocate(LENGTH_BYTES).putLong(size).array(), 0, LENGTH_BYTES);
  }

  /** The bytes of the attachment that holds content of this size. */
  static long encryptedBytes(long size) {
    return SegmentCipher.encryptedBytes(SizeClass.of(LENGTH_BYTES + size));
  }

  private byte[] next() {
    return new byte[(int) Math.min(left, SegmentCipher.plainBytes(segment))];
  }

  private int fill(byte[] content, int from, int to) {
    int part = Math.min(to - from, plain.length - filled);
    System.arraycopy(content, from, plain, filled, part);
    filled += part;
    return part;
  }

  /**
   * Takes as much of this content as the segment has room for, and returns how much.
   *
   * @throws IllegalArgumentException if the content is longer than its size
   */
  int add(byte[] content, int from) {
    if (content.length - from > unread) {
      throw wrongSize();
    }
    int part = fill(content, from, content.length);
    unread -= part;
    return part;
  }

  /** Whether the segment is whole; the last one is not before {@link #end}. */
  boolean isFull() {
    return filled == plain.length && left > plain.length;
  }

  /** Whether everything was encrypted. */
  boolean isDone() {
    return left == 0;
  }

  /**
   * To be called behind the content.
   *
   * @throws IllegalArgumentException if the content is shorter than its size
   */
  void end() {
    if (unread != 0) {
      throw wrongSize();
    }
  }

  /** The encrypted bytes of the next segment, with zeros behind its content. */
  List<byte[]> complete() throws GeneralSecurityException {
    left -= plain.length;
    byte[] encrypted = cipher.encrypt(segment, left == 0, plain);
    List<byte[]> all = segment == 0 ? List.of(cipher.header(), encrypted) : List.of(encrypted);
    segment++;
    plain = next();
    filled = 0;
    return all;
  }

  private static IllegalArgumentException wrongSize() {
    return new IllegalArgumentException("the content does not have the size that was stated");
  }
}
