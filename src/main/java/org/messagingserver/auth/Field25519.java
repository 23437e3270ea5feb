package org.messagingserver.auth;

import java.math.BigInteger;

/**
 * The numbers below p = 2<sup>255</sup> − 19, the coordinates of points, as 32 bytes little-endian.
 *
 * <p>Source: RFC 7748, sections 4.1 and 5; RFC 8032, section 5.1.
 */
final class Field25519 {
  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  private static final int BYTES = 32;

  private Field25519() {}

  /** The number in all 256 bits, which may be p or more. */
  static BigInteger decode(byte[] encoding) {
    return new BigInteger(1, reversed(encoding));
  }

  /** The 32 bytes of a number below p. */
  static byte[] encode(BigInteger number) {
    byte[] bigEndian = number.toByteArray();
    byte[] padded = new byte[BYTES];
    System.arraycopy(bigEndian, 0, padded, BYTES - bigEndian.length, bigEndian.length);
    return reversed(padded);
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
