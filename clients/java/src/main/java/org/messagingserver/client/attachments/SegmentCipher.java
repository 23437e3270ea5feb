package org.messagingserver.client.attachments;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts one attachment in segments, each of which is authenticated together with its place and
 * with whether it is the last: so a reader notices what is missing, too much or in another order.
 * The format is AES256_GCM_HKDF of Tink's Streaming AEAD, with segments of 64 KiB.
 *
 * <p>Source: https://developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming
 */
final class SegmentCipher {
  /** Of an encrypted segment; the first holds the header as well, the last may be shorter. */
  static final int SEGMENT_BYTES = 65_536;

  static final int KEY_BYTES = 32;
  private static final int TAG_BYTES = 16;
  private static final int SALT_BYTES = 32;
  private static final int PREFIX_BYTES = 7;

  /** Its own length in one byte, the salt, and the prefix of all nonces. */
  static final int HEADER_BYTES = 1 + SALT_BYTES + PREFIX_BYTES;

  private static final int NONCE_BYTES = PREFIX_BYTES + Integer.BYTES + 1;

  /** Bound into the key, so that it opens only attachments. */
  private static final byte[] CONTEXT = "messaging.v2 attachment".getBytes(US_ASCII);

  private final SecretKeySpec key;
  private final byte[] header;

  private SegmentCipher(byte[] key, byte[] header) throws GeneralSecurityException {
    this.header = header;
    this.key = new SecretKeySpec(derive(key, Arrays.copyOfRange(header, 1, 1 + SALT_BYTES)), "AES");
  }

  /** A cipher that encrypts under this key, which is for one attachment alone. */
  static SegmentCipher create(byte[] key) throws GeneralSecurityException {
    byte[] header = new byte[HEADER_BYTES];
    new SecureRandom().nextBytes(header);
    header[0] = HEADER_BYTES;
    return of(key, header);
  }

  /**
   * The cipher of an attachment that begins with this header.
   *
   * @throws GeneralSecurityException if this is no header
   */
  static SegmentCipher of(byte[] key, byte[] header) throws GeneralSecurityException {
    if (header.length != HEADER_BYTES || header[0] != HEADER_BYTES) {
      throw new GeneralSecurityException("not an attachment of this format");
    }
    return new SegmentCipher(key, header.clone());
  }

  /** The first block of HKDF-SHA256, which is all that the key needs. Source: RFC 5869. */
  private static byte[] derive(byte[] key, byte[] salt) throws GeneralSecurityException {
    byte[] extracted = hmac(salt, key);
    return hmac(
        extracted, ByteBuffer.allocate(CONTEXT.length + 1).put(CONTEXT).put((byte) 1).array());
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  /** The bytes of this segment before encryption, unless it is the last. */
  static int plainBytes(int segment) {
    return SEGMENT_BYTES - TAG_BYTES - (segment == 0 ? HEADER_BYTES : 0);
  }

  /** The bytes of the whole once these are encrypted, the header included. */
  static long encryptedBytes(long plain) {
    long rest = Math.max(0, plain - plainBytes(0));
    long segments = 1 + (rest + plainBytes(1) - 1) / plainBytes(1);
    return HEADER_BYTES + plain + TAG_BYTES * segments;
  }

  /** The first bytes of the attachment. */
  byte[] header() {
    return header.clone();
  }

  byte[] encrypt(int segment, boolean last, byte[] plain) throws GeneralSecurityException {
    return cipher(Cipher.ENCRYPT_MODE, segment, last).doFinal(plain);
  }

  /**
   * The content of a segment.
   *
   * @throws GeneralSecurityException if it was not encrypted with this key, for this place
   */
  byte[] decrypt(int segment, boolean last, byte[] encrypted) throws GeneralSecurityException {
    return cipher(Cipher.DECRYPT_MODE, segment, last).doFinal(encrypted);
  }

  private Cipher cipher(int mode, int segment, boolean last) throws GeneralSecurityException {
    byte[] nonce =
        ByteBuffer.allocate(NONCE_BYTES)
            .put(header, 1 + SALT_BYTES, PREFIX_BYTES)
            .putInt(segment)
            .put((byte) (last ? 1 : 0))
            .array();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    return cipher;
  }
}
