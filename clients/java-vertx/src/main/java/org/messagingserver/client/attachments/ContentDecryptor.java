package org.messagingserver.client.attachments;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** Turns the segments of an attachment into its content, each only when it is authentic. */
final class ContentDecryptor {
  private final byte[] key;
  private SegmentCipher cipher;
  private int segment;
  private long left;

  ContentDecryptor(byte[] key) {
    this.key = key;
  }

  /**
   * The content in the next segment, perhaps none.
   *
   * @param last whether nothing comes behind it
   * @throws GeneralSecurityException if it is not what the sender encrypted
   */
  Buffer add(Buffer encrypted, boolean last) throws GeneralSecurityException {
    byte[] plain =
        segment == 0 ? first(encrypted.getBytes(), last) : next(encrypted.getBytes(), last);
    int part = (int) Math.min(left, plain.length);
    left -= part;
    segment++;
    if (last && left > 0) {
      throw new GeneralSecurityException("the attachment ends before its content does");
    }
    return Buffer.buffer(plain).getBuffer(0, part);
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
    return Arrays.copyOfRange(plain, ContentEncryptor.LENGTH_BYTES, plain.length);
  }

  private byte[] next(byte[] encrypted, boolean last) throws GeneralSecurityException {
    return cipher.decrypt(segment, last, encrypted);
  }
}
