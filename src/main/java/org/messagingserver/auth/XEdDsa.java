package org.messagingserver.auth;

import static java.math.BigInteger.ONE;
import static org.messagingserver.auth.Field25519.P;

import java.math.BigInteger;
import java.util.Optional;

/**
 * Verifies signatures of stock Signal identities: XEdDSA under a Curve25519 key, as libsignal makes
 * them. The key is the coordinate u of a point, which fits two Edwards points; the highest bit of
 * the signature holds the sign of x, which selects one. With that point and without that bit it is
 * an Ed25519 signature, and {@link SignatureCheck} verifies it.
 *
 * <p>Refuses keys that are not below p, since u + p would name the same user again; u = p − 1,
 * which has no Edwards form; and those whose Edwards form is among the {@link ForgeableKeys}.
 * {@link SignatureCheck} refuses points of the twist, which have no x.
 *
 * <p>Source: The XEdDSA and VXEdDSA Signature Schemes, revision 1, sections 2.3 and 3; RFC 7748,
 * section 4.1 (y from u). The sign of x in the signature is libsignal's.
 */
final class XEdDsa {
  private static final int SIGN_OF_X = 0x80;

  private XEdDsa() {}

  /**
   * Whether the signature is valid. Never throws.
   *
   * @param key 32 bytes
   * @param signature 64 bytes
   */
  static boolean verifies(SignatureCheck check, byte[] key, byte[] message, byte[] signature) {
    byte[] unsigned = signature.clone();
    int sign = unsigned[unsigned.length - 1] & SIGN_OF_X;
    unsigned[unsigned.length - 1] ^= (byte) sign;
    return edwards(key, sign)
        .filter(point -> !ForgeableKeys.contains(point))
        .filter(point -> check.verifies(point, message, unsigned))
        .isPresent();
  }

  /** The encoding of y = (u − 1) / (u + 1) with this sign of x. */
  private static Optional<byte[]> edwards(byte[] key, int sign) {
    BigInteger u = Field25519.decode(key);
    if (u.compareTo(P.subtract(ONE)) >= 0) {
      return Optional.empty();
    }
    BigInteger y = u.subtract(ONE).multiply(u.add(ONE).modInverse(P)).mod(P);
    byte[] point = Field25519.encode(y);
    point[point.length - 1] |= (byte) sign;
    return Optional.of(point);
  }
}
