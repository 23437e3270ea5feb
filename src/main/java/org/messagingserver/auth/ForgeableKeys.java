package org.messagingserver.auth;

import static org.messagingserver.auth.Field25519.P;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Set;

/**
 * The encodings that must not name a user. With a point of small order as public key (1, 2, 4 or 8)
 * a signature that holds no secret verifies, so anyone could log in as that user. And a point
 * written as y + p is the same key as y under another userID, so one key would be two users.
 *
 * <p>Recognized by the encoding alone: 32 bytes little-endian, the coordinate y, with the sign of x
 * in the highest bit, which is left aside here.
 *
 * <p>Source: RFC 8032, sections 5.1.3 (y is below p) and 8 (small orders).
 */
final class ForgeableKeys {
  /** y of every point of small order: order 4, order 1, order 2, and the two y of order 8. */
  private static final Set<BigInteger> SMALL_ORDER =
      Set.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          P.subtract(BigInteger.ONE),
          y("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
          y("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));

  private ForgeableKeys() {}

  /** Whether this 32-byte public key is one of them. */
  static boolean contains(byte[] publicKey) {
    BigInteger y = y(publicKey);
    return y.compareTo(P) >= 0 || SMALL_ORDER.contains(y);
  }

  private static BigInteger y(String hex) {
    return y(HexFormat.of().parseHex(hex));
  }

  private static BigInteger y(byte[] encoding) {
    return Field25519.decode(encoding).clearBit(255);
  }
}
