package org.messagingserver.testkit;

import static java.math.BigInteger.TWO;
import static org.messagingserver.testkit.EdwardsPoint.L;
import static org.messagingserver.testkit.EdwardsPoint.littleEndian;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.messagingserver.protocol.UserId;

/**
 * A user of the Signal Protocol: a Curve25519 key pair, and the XEdDSA signatures that libsignal
 * makes by it.
 *
 * <p>Source: The XEdDSA and VXEdDSA Signature Schemes, revision 1, sections 2.5 and 3; libsignal
 * leaves the sign of the point as it is, and keeps it in the signature's highest bit.
 */
public final class SignalIdentity {
  private static final int HALF = 32;
  private static final int RANDOM_BYTES = 64;

  /** The domain of the hash that gives r: 2^256 − 2, little-endian. */
  private static final byte[] DOMAIN = littleEndian(TWO.pow(8 * HALF).subtract(TWO), HALF);

  private final BigInteger scalar;
  private final EdwardsPoint point;

  private SignalIdentity(BigInteger scalar) {
    this.scalar = scalar;
    this.point = EdwardsPoint.base(scalar);
  }

  /** The user of 32 random bytes. */
  public static SignalIdentity ofPrivateKey(byte[] privateKey) {
    byte[] clamped = privateKey.clone();
    clamped[0] &= (byte) 0xf8;
    clamped[HALF - 1] &= 0x7f;
    clamped[HALF - 1] |= 0x40;
    return ofScalar(littleEndian(clamped));
  }

  /** The user of a scalar that libsignal would not choose. */
  public static SignalIdentity ofScalar(BigInteger scalar) {
    return new SignalIdentity(scalar);
  }

  /** A new user. */
  public static SignalIdentity generate() {
    return ofPrivateKey(Bytes.random(HALF).getBytes());
  }

  /** libsignal's {@code IdentityKey.serialize()}. */
  public UserId userId() {
    return UserId.ofPublicKey(point.encodeMontgomery());
  }

  /** The userID of the same key as an Ed25519 key, which is another user. */
  public UserId edwardsUserId() {
    return UserId.ofPublicKey(point.encode());
  }

  /** The 64-byte signature over exactly these bytes, another each time. */
  public byte[] sign(byte[] message) {
    byte[] seed = Bytes.random(RANDOM_BYTES).getBytes();
    BigInteger r = hash(DOMAIN, littleEndian(scalar, HALF), message, seed);
    return sign(message, r, EdwardsPoint.base(r).encode());
  }

  /** A signature of a signer who chooses r, and how R is written. */
  public byte[] sign(byte[] message, BigInteger r, byte[] encodedR) {
    byte[] key = point.encode();
    BigInteger s = r.add(hash(encodedR, key, message).multiply(scalar)).mod(L);
    byte[] signature = new byte[2 * HALF];
    System.arraycopy(encodedR, 0, signature, 0, HALF);
    System.arraycopy(littleEndian(s, HALF), 0, signature, HALF, HALF);
    signature[signature.length - 1] |= (byte) (key[HALF - 1] & 0x80);
    return signature;
  }

  private static BigInteger hash(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return littleEndian(digest.digest()).mod(L);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-512", e);
    }
  }
}
