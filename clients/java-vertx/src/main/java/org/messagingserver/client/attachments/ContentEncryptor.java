package org.messagingserver.client.attachments;

import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns content into an attachment: in front its length, behind it zeros up to its size class, all
 * of it encrypted. Holds a segment at most.
 */
final class ContentEncryptor {
  static final int LENGTH_BYTES = Long.BYTES;

  private final SegmentCipher cipher;
  private final long total;
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
    this.total = SizeClass.of(LENGTH_BYTES + size);
    this.left = total;
    this.unread = size;
    this.plain = next();
    fill(Buffer.buffer().appendLong(size).getBytes());
  }

  /** The bytes of the attachment that holds content of this size. */
  static long encryptedBytes(long size) {
    return SegmentCipher.encryptedBytes(SizeClass.of(LENGTH_BYTES + size));
  }

  private byte[] next() {
    return new byte[(int) Math.min(left, SegmentCipher.plainBytes(segment))];
  }

  private int fill(byte[] content, int from) {
    int part = Math.min(content.length - from, plain.length - filled);
    System.arraycopy(content, from, plain, filled, part);
    filled += part;
    return part;
  }

  private void fill(byte[] content) {
    fill(content, 0);
  }

  /**
   * The encrypted bytes that these complete.
   *
   * @throws IllegalArgumentException if the content is longer than its size
   */
  List<Buffer> add(Buffer content) throws GeneralSecurityException {
    unread -= content.length();
    if (unread < 0) {
      throw wrongSize();
    }
    List<Buffer> encrypted = new ArrayList<>();
    byte[] bytes = content.getBytes();
    for (int from = 0; from < bytes.length; ) {
      from += fill(bytes, from);
      if (filled == plain.length && left > plain.length) {
        encrypted.addAll(complete());
      }
    }
    return encrypted;
  }

  /**
   * The rest of the encrypted bytes, once all content was added.
   *
   * @throws IllegalArgumentException if the content is shorter than its size
   */
  List<Buffer> end() throws GeneralSecurityException {
    if (unread != 0) {
      throw wrongSize();
    }
    List<Buffer> encrypted = new ArrayList<>();
    while (left > 0) {
      encrypted.addAll(complete());
    }
    return encrypted;
  }

  private List<Buffer> complete() throws GeneralSecurityException {
    left -= plain.length;
    Buffer encrypted = cipher.encrypt(segment, left == 0, plain);
    List<Buffer> all = segment == 0 ? List.of(cipher.header(), encrypted) : List.of(encrypted);
    segment++;
    plain = next();
    filled = 0;
    return all;
  }

  private static IllegalArgumentException wrongSize() {
    return new IllegalArgumentException("the content does not have the size that was stated");
  }
}
