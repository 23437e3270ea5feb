package org.messagingserver.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.auth.Verifiers.acceptEd25519;
import static org.messagingserver.auth.Verifiers.acceptXEdDsa;
import static org.messagingserver.auth.Verifiers.letIn;

import com.google.crypto.tink.subtle.Ed25519Sign;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.messagingserver.testkit.EdwardsPoint;
import org.messagingserver.testkit.SignalIdentity;

/** Stock Signal identities log in, by either library. {@link XEdDsaForgeryTest} has the attacks. */
class XEdDsaTest {
  private static final int KEYS = 1000;
  private static final int BITS = 512;

  /** Signatures that libsignal 0.103 made; the sign of x is 0 in the first, and 1 in the second. */
  private static final String[][] LIBSIGNAL = {
    {
      "0001010101010101010101010101010101010101010101010101010101010141",
      "a4e09292b651c278b9772c569f5fa9bb13d906b46ab68c9df9dc2b4409f8a209",
      "e9c8c0596d4abb3502982de9783183c5ceb531e1aad6c021ddf5b827f3da43aa"
          + "afb670594f9b8be37af28f3fba1a8fd6a8a1e76d123527ffd0523474821e9e0e",
      "5d214877c813e5db643d2b19eb0aa1ceeaff9e37c3a709147d6b6ee8e6905666"
    },
    {
      "0003030303030303030303030303030303030303030303030303030303030343",
      "5dfedd3b6bd47f6fa28ee15d969d5bb0ea53774d488bdaf9df1c6e0124b3ef22",
      "5f0d549c1e2b8ae45cd87c5220ceda221d68733ad6125402936db4beaf5dec35"
          + "f15fb942119b23e3f38226b8cb30e43d4072287e4c48a08eea8951f861548a80",
      "5f863f6e46f6c891ead8d9911b5963f509f4fd0a8d97cd839d255c5a6585fed4"
    }
  };

  @Example
  void acceptWhatLibsignalSigned() {
    for (String[] vector : LIBSIGNAL) {
      byte[] key = bytes(vector[1]);

      assertThat(letIn(key, login(key), bytes(vector[2]))).isTrue();
    }
  }

  @Example
  void refuseWhatLibsignalSignedOnceAnyBitIsFlipped() {
    for (String[] vector : LIBSIGNAL) {
      byte[] key = bytes(vector[1]);
      for (int bit = 0; bit < BITS; bit++) {
        assertThat(letIn(key, login(key), flipped(bytes(vector[2]), bit)))
            .as("bit %d", bit)
            .isFalse();
      }
    }
  }

  /** Keeps the signer of these tests from being wrong in the same way as what it tests. */
  @Example
  void haveASignerThatDerivesTheKeysOfLibsignal() {
    for (String[] vector : LIBSIGNAL) {
      SignalIdentity identity = SignalIdentity.ofPrivateKey(bytes(vector[0]));

      assertThat(identity.userId().publicKey()).isEqualTo(bytes(vector[1]));
      assertThat(identity.edwardsUserId().publicKey()).isEqualTo(bytes(vector[3]));
    }
  }

  @Property(tries = KEYS)
  void acceptEverySignatureOfTheKeyAndNoneWithAFlippedBit(
      @ForAll @Size(32) byte[] privateKey,
      @ForAll @Size(max = 300) byte[] message,
      @ForAll @IntRange(max = BITS - 1) int bit) {
    SignalIdentity identity = SignalIdentity.ofPrivateKey(privateKey);
    byte[] key = identity.userId().publicKey();
    byte[] signature = identity.sign(message);

    assertThat(letIn(key, message, signature)).isTrue();
    assertThat(letIn(key, message, flipped(signature, bit))).isFalse();
    assertThat(letIn(key, Arrays.copyOf(message, message.length + 1), signature)).isFalse();
    assertThat(letIn(flipped(key, bit % 256), message, signature)).isFalse();
  }

  @Property(tries = KEYS)
  void areNeverTakenForTheOtherKind(@ForAll @Size(32) byte[] seed, @ForAll byte[] message)
      throws GeneralSecurityException {
    SignalIdentity signal = SignalIdentity.ofPrivateKey(seed);
    Ed25519Sign.KeyPair ed25519 = Ed25519Sign.KeyPair.newKeyPairFromSeed(seed);

    byte[] xEdDsa = signal.sign(message);
    byte[] signature = new Ed25519Sign(ed25519.getPrivateKey()).sign(message);

    assertThat(acceptEd25519(signal.userId().publicKey(), message, xEdDsa)).isFalse();
    assertThat(acceptXEdDsa(ed25519.getPublicKey(), message, signature)).isFalse();
    assertThat(letIn(ed25519.getPublicKey(), message, signature)).isTrue();
  }

  /** One private key has two names, and each has its own signatures of its own Logins. */
  @Example
  void belongToTheEdwardsFormOfTheKeyAsWell() {
    for (String[] vector : LIBSIGNAL) {
      SignalIdentity identity = SignalIdentity.ofPrivateKey(bytes(vector[0]));
      byte[] edwards = identity.edwardsUserId().publicKey();
      byte[] signature = identity.sign(login(edwards));
      signature[63] &= 0x7f;

      assertThat(letIn(edwards, login(edwards), signature)).isTrue();
      assertThat(letIn(edwards, login(identity.userId().publicKey()), signature)).isFalse();
    }
  }

  /** S and S + L verify the same equation; only the smaller is a signature. */
  @Property(tries = 100)
  void refuseALargerS(@ForAll @Size(32) byte[] privateKey, @ForAll byte[] message) {
    SignalIdentity identity = SignalIdentity.ofPrivateKey(privateKey);
    byte[] signature = identity.sign(message);
    byte[] larger = EdwardsPoint.littleEndian(sOf(signature).add(EdwardsPoint.L), 32);
    larger[31] |= (byte) (signature[63] & 0x80);
    System.arraycopy(larger, 0, signature, 32, 32);

    assertThat(letIn(identity.userId().publicKey(), message, signature)).isFalse();
  }

  /**
   * Even a signer who knows the key has one way only to write R: here 1, 1 + p, and 1 with a sign.
   */
  @Property(tries = 100)
  void refuseAnyOtherEncodingOfR(@ForAll @Size(32) byte[] privateKey, @ForAll byte[] message) {
    SignalIdentity identity = SignalIdentity.ofPrivateKey(privateKey);
    byte[] key = identity.userId().publicKey();
    BigInteger one = BigInteger.ONE;

    assertThat(letIn(key, message, withNeutralR(identity, message, one))).isTrue();
    for (BigInteger other :
        new BigInteger[] {
          one.add(EdwardsPoint.P), one.setBit(255), one.add(EdwardsPoint.P).setBit(255)
        }) {
      assertThat(letIn(key, message, withNeutralR(identity, message, other))).isFalse();
    }
  }

  private static byte[] withNeutralR(SignalIdentity identity, byte[] message, BigInteger written) {
    byte[] encodedR = EdwardsPoint.littleEndian(written, 32);
    return identity.sign(message, BigInteger.ZERO, encodedR);
  }

  private static BigInteger sOf(byte[] signature) {
    byte[] s = Arrays.copyOfRange(signature, 32, 64);
    s[31] &= 0x7f;
    return EdwardsPoint.littleEndian(s);
  }

  /** The Login that the vectors sign: device 1, and a nonce of 32 times 0xab. */
  private static byte[] login(byte[] key) {
    HexFormat hex = HexFormat.of();
    return bytes("0a250a2105" + hex.formatHex(key) + "10011220" + "ab".repeat(32));
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
