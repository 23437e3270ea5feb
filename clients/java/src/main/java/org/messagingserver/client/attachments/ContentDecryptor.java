package org.messagingserver.client.attachments;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** Turns the segments of an attachment into its content, each only when it is authentic. */
final class ContentDecryptor {
  private final byte[] key;
  private final long maxBytes;
  private SegmentCipher cipher;
  private int segment;
  private long left;

  /**
   * @param maxBytes the largest content to accept
   */
  ContentDecryptor(byte[] key, long maxBytes) {
    this.key = key;
    this.maxBytes = maxBytes;
  }

  /**
   * The content in the next segment, perhaps none.
   *
   * @param last whether nothing comes behind it
   * @throws GeneralSecurityException if it is not what the sender encrypted
   * @throws AttachmentException if the sender encrypted more than the app accepts
   */
  byte[] add(byte[] encrypted, boolean last) throws GeneralSecurityException {
    byte[] plain = segment == 0 ? first(encrypted, last) : next(encrypted, last);
    int part = (int) Math.min(left, plain.length);
    left -= part;
    segment++;
    if (last && left > 0) {
      throw new GeneralSecurityException("the attachment ends before its content does");
    }
    return part == plain.length ? plain : Arrays.copyOf(plain, part);
  }

  private byte[] first(byte[] encrypted, boolean last) throws GeneralSecurityException {
    int header = Math.min(SegmentCipher.HEADER_BYTES, encrypted.length);
    cipher = SegmentCipher.of(key, Arrays.copyOf(encrypted, header));
    byte[] plain = next(Arrays.copyOfRange(encrypted, header, encrypted.length), last);
    if (plain.length < ContentEncryptor.LENGTH_BYTES) {
      throw new GeneralSecurityException("the attachment has no length");
    }
    left = ByteBuffer.wrap(plain).getLong();
    if (left < 0) {
      throw new GeneralSecurityException("the attachment has no length");
    }
    if (left > maxBytes) {
      throw AttachmentException.tooLarge();
    }
    return Arrays.copyOfRange(plain, ContentEncryptor.LENGTH_BYTES, plain.length);
  }

  private byte[] next(byte[] encrypted, boolean last) throws GeneralSecurityException {
    return cipher.decrypt(segment, last, encrypted);
  }
}
