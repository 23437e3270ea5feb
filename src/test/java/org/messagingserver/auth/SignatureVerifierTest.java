package org.messagingserver.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.subtle.Ed25519Sign;
import com.google.crypto.tink.subtle.Ed25519Verify;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.protocol.UserId;

class SignatureVerifierTest {
  private static final BigInteger GROUP_ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private final byte[] message = "a serialized Login".getBytes(UTF_8);
  private final Ed25519Sign.KeyPair keys;
  private final UserId user;
  private final byte[] signature;

  SignatureVerifierTest() throws GeneralSecurityException {
    keys = Ed25519Sign.KeyPair.newKeyPairFromSeed(new byte[32]);
    user = UserId.ofPublicKey(keys.getPublicKey());
    signature = new Ed25519Sign(keys.getPrivateKey()).sign(message);
  }

  /** RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc). */
  @ParameterizedTest
  @CsvSource({
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf,"
        + "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f,"
        + "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
  })
  void acceptsTheTestVectorsOfTheStandard(String key, String message, String signature) {
    assertThat(
            SignatureVerifier.verifies(
                UserId.ofPublicKey(bytes(key)), bytes(message), bytes(signature)))
        .isTrue();
  }

  @Test
  void acceptsASignatureOfTheUser() {
    assertThat(SignatureVerifier.verifies(user, message, signature)).isTrue();
  }

  @Test
  void refusesASignatureOfAnotherUser() throws GeneralSecurityException {
    byte[] others = new Ed25519Sign(Ed25519Sign.KeyPair.newKeyPair().getPrivateKey()).sign(message);

    assertThat(SignatureVerifier.verifies(user, message, others)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 63, 65, 128, 262_144})
  void refusesASignatureOfAnyOtherLength(int length) {
    assertThat(SignatureVerifier.verifies(user, message, Arrays.copyOf(signature, length)))
        .isFalse();
  }

  @Test
  void refusesASignatureWithAFlippedBit() {
    for (int bit = 0; bit < signature.length * 8; bit++) {
      assertThat(SignatureVerifier.verifies(user, message, flipped(signature, bit)))
          .as("bit %d", bit)
          .isFalse();
    }
  }

  @Test
  void refusesAMessageWithAFlippedBit() {
    for (int bit = 0; bit < message.length * 8; bit++) {
      assertThat(SignatureVerifier.verifies(user, flipped(message, bit), signature))
          .as("bit %d", bit)
          .isFalse();
    }
  }

  @Test
  void refusesTheSameFieldsSerialisedInAnotherOrder() throws GeneralSecurityException {
    byte[] sent = bytes("0a020801" + "120101");
    byte[] reserialised = bytes("120101" + "0a020801");
    byte[] ofSent = new Ed25519Sign(keys.getPrivateKey()).sign(sent);

    assertThat(SignatureVerifier.verifies(user, sent, ofSent)).isTrue();
    assertThat(SignatureVerifier.verifies(user, reserialised, ofSent)).isFalse();
  }

  /** S and S + L verify the same equation; only the smaller is a signature. */
  @Test
  void refusesTheSameSignatureWithALargerS() {
    byte[] larger = signature.clone();
    BigInteger s = littleEndian(Arrays.copyOfRange(signature, 32, 64)).add(GROUP_ORDER);
    for (int i = 0; i < 32; i++) {
      larger[32 + i] = s.shiftRight(8 * i).byteValue();
    }

    assertThat(SignatureVerifier.verifies(user, message, larger)).isFalse();
  }

  @Test
  void neverThrowsWhateverTheBytes() {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      byte[] key = new byte[32];
      byte[] anything = new byte[random.nextInt(130)];
      random.nextBytes(key);
      random.nextBytes(anything);

      assertThat(SignatureVerifier.verifies(UserId.ofPublicKey(key), anything, signature))
          .isFalse();
    }
  }

  /** Without our own check these would let anyone in: R the identity, S zero, no secret at all. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
      })
  void refusesWhatTheLibraryAloneAcceptsFromAForger(String key) {
    byte[] forgery = new byte[64];
    forgery[0] = 1;
    byte[] forged = messageThatVerifies(bytes(key), forgery);

    assertThat(SignatureVerifier.verifies(UserId.ofPublicKey(bytes(key)), forged, forgery))
        .isFalse();
  }

  /** Of a key of order n about every n-th message verifies. */
  private static byte[] messageThatVerifies(byte[] key, byte[] forgery) {
    return IntStream.range(0, 200)
        .mapToObj(number -> ("login " + number).getBytes(UTF_8))
        .filter(candidate -> libraryAccepts(key, candidate, forgery))
        .findFirst()
        .orElseThrow();
  }

  private static boolean libraryAccepts(byte[] key, byte[] message, byte[] signature) {
    try {
      new Ed25519Verify(key).verify(signature, message);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  private static BigInteger littleEndian(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, reversed);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
