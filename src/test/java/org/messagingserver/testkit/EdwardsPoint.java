package org.messagingserver.testkit;

import static java.math.BigInteger.ONE;
import static java.math.BigInteger.TWO;
import static java.math.BigInteger.ZERO;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A point of edwards25519, in extended coordinates. As the standard has it and slow, since it
 * judges libraries that are fast.
 *
 * <p>Source: RFC 8032, section 5.1.4.
 */
public record EdwardsPoint(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {
  /** The prime of the field. */
  public static final BigInteger P = TWO.pow(255).subtract(BigInteger.valueOf(19));

  /** The order of the base point. */
  public static final BigInteger L =
      TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);

  /** The neutral element. */
  public static final EdwardsPoint NEUTRAL = of(ZERO, ONE);

  /** The base point. */
  private static final EdwardsPoint BASE =
      of(
          new BigInteger(
              "15112221349535400772501151409588531511454012693041857206046113283949847762202"),
          BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P));

  /** The base point, doubled so many times as the index says. */
  private static final List<EdwardsPoint> DOUBLED =
      Stream.iterate(BASE, point -> point.plus(point)).limit(256).toList();

  /** The point with these two coordinates. */
  private static EdwardsPoint of(BigInteger x, BigInteger y) {
    return new EdwardsPoint(x, y, ONE, x.multiply(y).mod(P));
  }

  /** The sum. */
  public EdwardsPoint plus(EdwardsPoint other) {
    BigInteger a = y.subtract(x).multiply(other.y.subtract(other.x)).mod(P);
    BigInteger b = y.add(x).multiply(other.y.add(other.x)).mod(P);
    BigInteger c = t.multiply(TWO).multiply(D).mod(P).multiply(other.t).mod(P);
    BigInteger d = z.multiply(TWO).multiply(other.z).mod(P);
    BigInteger e = b.subtract(a);
    BigInteger f = d.subtract(c);
    BigInteger g = d.add(c);
    BigInteger h = b.add(a);
    return new EdwardsPoint(
        e.multiply(f).mod(P), g.multiply(h).mod(P), f.multiply(g).mod(P), e.multiply(h).mod(P));
  }

  /** The base point, so many times. */
  public static EdwardsPoint base(BigInteger factor) {
    return IntStream.range(0, factor.bitLength())
        .filter(factor::testBit)
        .mapToObj(DOUBLED::get)
        .reduce(NEUTRAL, EdwardsPoint::plus);
  }

  /** The 32 bytes of the standard: y, with the sign of x in the highest bit. */
  public byte[] encode() {
    BigInteger affineX = x.multiply(z.modInverse(P)).mod(P);
    return littleEndian(affineX.testBit(0) ? affineY().setBit(255) : affineY(), 32);
  }

  /** The 32 bytes of u, the coordinate of the same point on Curve25519. */
  public byte[] encodeMontgomery() {
    BigInteger y = affineY();
    return littleEndian(ONE.add(y).multiply(ONE.subtract(y).modInverse(P)).mod(P), 32);
  }

  private BigInteger affineY() {
    return y.multiply(z.modInverse(P)).mod(P);
  }

  /** The lowest bytes of a number. */
  public static byte[] littleEndian(BigInteger number, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = number.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }

  /** The number in all of these bytes. */
  public static BigInteger littleEndian(byte[] bytes) {
    byte[] bigEndian = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bigEndian[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, bigEndian);
  }
}
