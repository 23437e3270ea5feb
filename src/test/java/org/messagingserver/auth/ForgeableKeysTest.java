package org.messagingserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.subtle.Ed25519Sign;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForgeableKeysTest {
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /** Every encoding of a point of small order, each with either sign of x. */
  @ParameterizedTest
  @CsvSource({
    "order 4, 0000000000000000000000000000000000000000000000000000000000000000",
    "order 4 with sign, 0000000000000000000000000000000000000000000000000000000000000080",
    "identity, 0100000000000000000000000000000000000000000000000000000000000000",
    "identity with sign, 0100000000000000000000000000000000000000000000000000000000000080",
    "order 2, ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "order 2 with sign, ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "order 8, 26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "order 8 with sign, 26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "other order 8, c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "other order 8 with sign, c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "order 4 as p, edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "order 4 as p with sign, edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "identity as p + 1, eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "identity as p + 1 with sign, eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
  })
  void holdEveryPointOfSmallOrder(String what, String key) {
    assertThat(ForgeableKeys.contains(HexFormat.of().parseHex(key))).as(what).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 9, 17, 18})
  void holdEveryNonCanonicalEncoding(int abovePrime) {
    BigInteger y = P.add(BigInteger.valueOf(abovePrime));

    assertThat(ForgeableKeys.contains(littleEndian(y))).isTrue();
    assertThat(ForgeableKeys.contains(littleEndian(y.setBit(255)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 18})
  void holdNoOtherKeyNextToThem(int near) {
    assertThat(ForgeableKeys.contains(littleEndian(BigInteger.valueOf(near)))).isFalse();
    assertThat(ForgeableKeys.contains(littleEndian(P.subtract(BigInteger.valueOf(near)))))
        .isFalse();
  }

  @Test
  void holdNoKeyThatWasGeneratedProperly() throws GeneralSecurityException {
    for (int i = 0; i < 50; i++) {
      byte[] key = Ed25519Sign.KeyPair.newKeyPair().getPublicKey();

      assertThat(ForgeableKeys.contains(key)).isFalse();
    }
  }

  private static byte[] littleEndian(BigInteger y) {
    byte[] encoding = new byte[32];
    for (int i = 0; i < encoding.length; i++) {
      encoding[i] = y.shiftRight(8 * i).byteValue();
    }
    return encoding;
  }
}
