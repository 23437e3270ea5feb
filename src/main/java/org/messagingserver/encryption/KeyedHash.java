package org.messagingserver.encryption;

import com.google.crypto.tink.prf.PrfSet;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Names values by 16 bytes that tell nothing about them without the key: HMAC-SHA256, cut. Every
 * part goes in behind its length, so that different parts never make the same input.
 */
final class KeyedHash {
  private static final int LENGTH = 16;

  private final PrfSet keys;

  KeyedHash(PrfSet keys) {
    this.keys = keys;
  }

  UUID of(byte[]... parts) {
    try {
      ByteBuffer hash = ByteBuffer.wrap(keys.computePrimary(joined(parts), LENGTH));
      return new UUID(hash.getLong(), hash.getLong());
    } catch (GeneralSecurityException e) {
      throw new EncryptionException("HMAC-SHA256 failed: " + e.getClass().getSimpleName());
    }
  }

  private static byte[] joined(byte[]... parts) {
    int length = Stream.of(parts).mapToInt(part -> Integer.BYTES + part.length).sum();
    ByteBuffer joined = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      joined.putInt(part.length).put(part);
    }
    return joined.array();
  }
}
