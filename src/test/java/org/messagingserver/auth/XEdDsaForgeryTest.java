package org.messagingserver.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.auth.Verifiers.acceptEd25519;
import static org.messagingserver.auth.Verifiers.acceptXEdDsa;
import static org.messagingserver.auth.Verifiers.letIn;
import static org.messagingserver.testkit.EdwardsPoint.L;
import static org.messagingserver.testkit.EdwardsPoint.P;
import static org.messagingserver.testkit.EdwardsPoint.littleEndian;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingserver.testkit.EdwardsPoint;
import org.messagingserver.testkit.SignalIdentity;

/**
 * Nobody signs for a key of small order, whichever way it is written. The forger knows no secret:
 * he sets S to 0 and guesses R among the eight points of small order, so one attempt in eight would
 * hold.
 */
class XEdDsaForgeryTest {
  private static final int ATTEMPTS = 1024;

  /** The points whose order is a divisor of 8. */
  private static final List<byte[]> SMALL_ORDER =
      Stream.of(
              "0100000000000000000000000000000000000000000000000000000000000000",
              "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
              "0000000000000000000000000000000000000000000000000000000000000000",
              "0000000000000000000000000000000000000000000000000000000000000080",
              "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
              "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")
          .map(HexFormat.of()::parseHex)
          .toList();

  /** The forger's numbers give every R, with either sign of x. */
  private record Attempt(int number) {
    byte[] message() {
      return ("login " + number).getBytes(StandardCharsets.UTF_8);
    }

    byte[] signature() {
      byte[] signature = Arrays.copyOf(SMALL_ORDER.get(number % SMALL_ORDER.size()), 64);
      signature[63] = (byte) (hasSign() ? 0x80 : 0);
      return signature;
    }

    boolean hasSign() {
      return number / SMALL_ORDER.size() % 2 == 1;
    }
  }

  private static Stream<Attempt> attempts() {
    return IntStream.range(0, ATTEMPTS).mapToObj(Attempt::new);
  }

  /**
   * Source: RFC 7748, section 6.1, and <a href="https://cr.yp.to/ecdh.html">Bernstein's list</a>.
   */
  @ParameterizedTest
  @CsvSource({
    "order 2, 0000000000000000000000000000000000000000000000000000000000000000",
    "order 4, 0100000000000000000000000000000000000000000000000000000000000000",
    "order 8, e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "other order 8, 5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "p - 1, ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "p, edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "p + 1, eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "2^255, 0000000000000000000000000000000000000000000000000000000000000080",
    "2^255 + 1, 0100000000000000000000000000000000000000000000000000000000000080"
  })
  void nobodySignsForAKeyOfSmallOrder(String what, String key) {
    byte[] forgeable = HexFormat.of().parseHex(key);

    assertThat(attempts())
        .as(what)
        .noneMatch(attempt -> acceptXEdDsa(forgeable, attempt.message(), attempt.signature()))
        .noneMatch(attempt -> letIn(forgeable, attempt.message(), attempt.signature()));
  }

  /** The attempts are real: about one in eight holds where only the library is asked. */
  @Test
  void theLibrariesAloneLetTheForgerIn() {
    for (byte[] point : SMALL_ORDER) {
      long held =
          attempts()
              .filter(attempt -> !attempt.hasSign())
              .filter(attempt -> acceptEd25519(point, attempt.message(), attempt.signature()))
              .count();

      assertThat(held).isBetween(ATTEMPTS / 32L, ATTEMPTS / 8L);
    }
  }

  /** u, u + p and both with the highest bit are the same point to most libraries. */
  @Test
  void nobodyHasASecondName() {
    byte[] message = {1};
    BigInteger u = BigInteger.valueOf(9);
    for (BigInteger scalar : List.of(BigInteger.ONE, L.subtract(BigInteger.ONE))) {
      byte[] signature = SignalIdentity.ofScalar(scalar).sign(message);

      assertThat(letIn(littleEndian(u, 32), message, signature)).isTrue();
      for (BigInteger other : List.of(u.add(P), u.setBit(255), u.add(P).setBit(255))) {
        assertThat(letIn(littleEndian(other, 32), message, signature)).isFalse();
      }
    }
  }

  /** About half of all u belong to the twist, where y has no x; and nobody throws. */
  @Test
  void nobodySignsForAPointOfTheTwist() {
    List<byte[]> twist =
        IntStream.range(2, 200)
            .mapToObj(BigInteger::valueOf)
            .filter(XEdDsaForgeryTest::isOnTwist)
            .map(u -> littleEndian(u, 32))
            .toList();

    assertThat(twist).hasSizeGreaterThan(50);
    for (byte[] key : twist) {
      assertThat(attempts().limit(32))
          .noneMatch(attempt -> letIn(key, attempt.message(), attempt.signature()));
    }
  }

  /** Whether u³ + 486662 u² + u is no square. */
  private static boolean isOnTwist(BigInteger u) {
    BigInteger square = u.pow(3).add(u.pow(2).multiply(BigInteger.valueOf(486662))).add(u).mod(P);
    BigInteger half = P.shiftRight(1);
    return square.modPow(half, P).equals(P.subtract(BigInteger.ONE));
  }

  /** The curve of {@link EdwardsPoint} is the one that the standard has. */
  @Test
  void theBasePointIsNine() {
    assertThat(EdwardsPoint.base(BigInteger.ONE).encodeMontgomery())
        .isEqualTo(littleEndian(BigInteger.valueOf(9), 32));
    assertThat(EdwardsPoint.base(L).encode()).isEqualTo(EdwardsPoint.NEUTRAL.encode());
  }
}
