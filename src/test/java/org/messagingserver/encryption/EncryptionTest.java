package org.messagingserver.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.UserId;

class EncryptionTest {
  private static final UserId ALICE = user(1);
  private static final UserId BOB = user(2);

  @TempDir Path directory;
  private Encryption encryption;
  private HashedAddress alice;

  @BeforeEach
  void open() {
    encryption = open("keys.json");
    alice = encryption.hash(new Address(ALICE, new DeviceId(1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 123, 124, 125, 127, 128, 129, 300, 4096, 262_144})
  void givesBackWhatItSealed(int length) {
    byte[] plaintext = new byte[length];
    new Random(length).nextBytes(plaintext);

    byte[] sealed = encryption.seal(SealPurpose.MESSAGE, alice, plaintext);

    assertThat(encryption.open(SealPurpose.MESSAGE, alice, sealed)).isEqualTo(plaintext);
  }

  @Test
  void opensAfterARestartWhatItSealedBefore() {
    byte[] sealed = encryption.seal(SealPurpose.MESSAGE, alice, new byte[] {1, 2, 3});

    Encryption restarted = open("keys.json");

    assertThat(restarted.id()).isEqualTo(encryption.id());
    assertThat(restarted.open(SealPurpose.MESSAGE, alice, sealed)).containsExactly(1, 2, 3);
  }

  @Test
  void sealsOneValueDifferentlyEachTime() {
    byte[] once = encryption.seal(SealPurpose.MESSAGE, alice, new byte[300]);
    byte[] again = encryption.seal(SealPurpose.MESSAGE, alice, new byte[300]);

    assertThat(once).isNotEqualTo(again).hasSameSizeAs(again);
  }

  @Test
  void hidesTheLengthWithinABucket() {
    byte[] shorter = encryption.seal(SealPurpose.MESSAGE, alice, new byte[257]);
    byte[] longer = encryption.seal(SealPurpose.MESSAGE, alice, new byte[316]);
    byte[] tooLong = encryption.seal(SealPurpose.MESSAGE, alice, new byte[317]);

    assertThat(shorter).hasSameSizeAs(longer);
    assertThat(tooLong.length - longer.length).isEqualTo(64);
  }

  @ParameterizedTest
  @EnumSource(names = {"REGISTRATION", "ONE_TIME_PRE_KEY"})
  void opensNothingForAnotherPurpose(SealPurpose other) {
    refuses(encryption, other, alice, encryption.seal(SealPurpose.MESSAGE, alice, new byte[10]));
  }

  @Test
  void opensNothingForAnotherUser() {
    HashedAddress bob = encryption.hash(new Address(BOB, new DeviceId(1)));

    refuses(
        encryption,
        SealPurpose.MESSAGE,
        bob,
        encryption.seal(SealPurpose.MESSAGE, alice, new byte[10]));
  }

  @Test
  void opensNothingForAnotherDevice() {
    HashedAddress other = new HashedAddress(alice.user(), new DeviceId(-1));

    refuses(
        encryption,
        SealPurpose.MESSAGE,
        other,
        encryption.seal(SealPurpose.MESSAGE, alice, new byte[10]));
  }

  @Test
  void opensNothingOfAnotherKeyset() {
    byte[] sealed = open("others.json").seal(SealPurpose.MESSAGE, alice, new byte[10]);

    refuses(encryption, SealPurpose.MESSAGE, alice, sealed);
  }

  @Test
  void opensNothingWithAFlippedBit() {
    byte[] sealed = encryption.seal(SealPurpose.MESSAGE, alice, new byte[10]);

    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      refuses(encryption, SealPurpose.MESSAGE, alice, changed);
    }
  }

  @Test
  void opensNothingCutShort() {
    byte[] sealed = encryption.seal(SealPurpose.MESSAGE, alice, new byte[10]);

    for (int length = 0; length < sealed.length; length++) {
      refuses(encryption, SealPurpose.MESSAGE, alice, Arrays.copyOf(sealed, length));
    }
  }

  @Test
  void namesAUserTheSameAfterARestart() {
    assertThat(open("keys.json").hash(ALICE))
        .isEqualTo(encryption.hash(ALICE))
        .isEqualTo(alice.user());
  }

  @Test
  void namesUsersDifferently() {
    assertThat(encryption.hash(ALICE)).isNotEqualTo(encryption.hash(BOB));
  }

  @Test
  void namesAUserDifferentlyUnderAnotherKeyset() {
    Encryption other = open("others.json");

    assertThat(other.id()).isNotEqualTo(encryption.id());
    assertThat(other.hash(ALICE)).isNotEqualTo(encryption.hash(ALICE));
  }

  @Test
  void fingerprintsTheSameRegistrationTheSame() {
    UUID fingerprint = encryption.fingerprint(alice, 7, new byte[] {1});

    assertThat(open("keys.json").fingerprint(alice, 7, new byte[] {1})).isEqualTo(fingerprint);
  }

  @Test
  void fingerprintsWhateverDiffersDifferently() {
    HashedAddress bob = encryption.hash(new Address(BOB, new DeviceId(1)));
    HashedAddress second = new HashedAddress(alice.user(), new DeviceId(2));
    byte[] key = {0, 0, 0, 7};

    Set<UUID> fingerprints =
        new HashSet<>(
            List.of(
                encryption.fingerprint(alice, 7, key),
                encryption.fingerprint(alice, 7, new byte[0]),
                encryption.fingerprint(alice, 7, new byte[] {0, 0, 0}),
                encryption.fingerprint(alice, -7, key),
                encryption.fingerprint(bob, 7, key),
                encryption.fingerprint(second, 7, key),
                encryption.fingerprint(alice, key),
                encryption.fingerprint(alice, new byte[] {0, 0, 0, 7, 0, 0, 0, 7}),
                encryption.fingerprint(alice, new byte[0]),
                encryption.fingerprint(bob, key),
                open("others.json").fingerprint(alice, 7, key),
                open("others.json").fingerprint(alice, key)));

    assertThat(fingerprints).hasSize(12);
  }

  @Test
  void showsNoHashInText() {
    assertThat(alice).hasToString("HashedAddress[hidden]");
    assertThat(alice.user()).hasToString("HashedUser[hidden]");
  }

  private Encryption open(String file) {
    return Encryption.open(new EncryptionSettings(directory.resolve(file), Optional.empty()));
  }

  private static void refuses(
      Encryption encryption, SealPurpose sealPurpose, HashedAddress owner, byte[] sealed) {
    assertThatExceptionOfType(EncryptionException.class)
        .isThrownBy(() -> encryption.open(sealPurpose, owner, sealed))
        .withNoCause();
  }

  private static UserId user(int seed) {
    byte[] key = new byte[32];
    new Random(seed).nextBytes(key);
    return UserId.ofPublicKey(key);
  }
}
