package org.messagingserver.ratelimit;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Hashes identifying data under a key that is in memory only and discarded with its epoch: two
 * hashes from different epochs cannot be linked. HMAC-SHA256, cut.
 */
final class EpochKey {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;

  EpochKey(SecureRandom random) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /** For one thread. */
  Hash hash() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return new Hash(mac);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  /** The purpose of a hash; no two purposes hash alike. */
  enum Use {
    SOURCE(1),
    RECIPIENT(2),
    KEYS_FROM_SOURCE(3),
    KEYS_OF_USER(4),
    MASK(5),
    STRANGER(6),
    KEYS_FOR_HOLDER(7);

    private final byte code;

    Use(int code) {
      this.code = (byte) code;
    }
  }

  /** The hash under one key, for one thread. */
  static final class Hash {
    private final Mac mac;

    private Hash(Mac mac) {
      this.mac = mac;
    }

    long of(Use use, long number) {
      return of(use, number, new byte[0], 0);
    }

    long of(Use use, long number, byte[] bytes, int another) {
      ByteBuffer value = ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES + bytes.length);
      value.put(use.code).putLong(number).putInt(another).put(bytes);
      return ByteBuffer.wrap(mac.doFinal(value.array())).getLong();
    }
  }
}
