package org.messagingserver.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.encryption.SealingKey.Role;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.UserId;

class KeysetEditorTest {
  private static final int FEW_ROUNDS = 10;
  private static final byte[] VALUE = {1, 2, 3};
  private static final UserId USER = UserId.ofPublicKey(new byte[32]);

  @TempDir Path directory;
  private Path file;
  private EncryptionSettings open;
  private KeysetEditor editor;

  @BeforeEach
  void make() {
    file = directory.resolve("keys.json");
    open = new EncryptionSettings(file, Optional.empty());
    Encryption.open(open);
    editor = editor(open, Map.of());
  }

  private static KeysetEditor editor(EncryptionSettings settings, Map<String, String> environment) {
    return new KeysetEditor(new KeysetFile(settings.file(), FEW_ROUNDS), settings, environment);
  }

  private static HashedAddress owner(Encryption encryption) {
    return encryption.hash(new Address(USER, DeviceId.of(1)));
  }

  private static byte[] sealed(Encryption encryption) {
    return encryption.seal(SealPurpose.MESSAGE, owner(encryption), VALUE);
  }

  private static byte[] opened(Encryption encryption, byte[] sealed) {
    return encryption.open(SealPurpose.MESSAGE, owner(encryption), sealed);
  }

  @Nested
  class Rotation {

    @Test
    void beginsWithOneKey() {
      assertThat(roles()).containsExactly(Role.CURRENT);
    }

    @Test
    void addsAKeyThatOpensBeforeItSeals() {
      Encryption before = Encryption.open(open);

      editor.add();

      assertThat(roles()).containsExactly(Role.CURRENT, Role.NEXT);
      assertThat(opened(before, sealed(Encryption.open(open)))).isEqualTo(VALUE);
    }

    @Test
    void promotesTheKeyThatWasAdded() {
      editor.add();
      Encryption prepared = Encryption.open(open);

      editor.promote();

      assertThat(roles()).containsExactly(Role.FORMER, Role.CURRENT);
      assertThat(opened(prepared, sealed(Encryption.open(open)))).isEqualTo(VALUE);
    }

    @Test
    void opensForEverWhatEachKeyHasSealed() {
      byte[] first = sealed(Encryption.open(open));
      rotate();
      byte[] second = sealed(Encryption.open(open));
      rotate();

      assertThat(roles()).containsExactly(Role.FORMER, Role.FORMER, Role.CURRENT);
      assertThat(opened(Encryption.open(open), first)).isEqualTo(VALUE);
      assertThat(opened(Encryption.open(open), second)).isEqualTo(VALUE);
    }

    @Test
    void leavesKeysetNamesAndFingerprintsAsTheyWere() {
      Encryption before = Encryption.open(open);

      rotate();

      Encryption after = Encryption.open(open);
      assertThat(after.id()).isEqualTo(before.id());
      assertThat(after.hash(USER)).isEqualTo(before.hash(USER));
      assertThat(after.fingerprint(owner(after), VALUE))
          .isEqualTo(before.fingerprint(owner(before), VALUE));
    }

    @Test
    void isOpenedOnlyWithTheNewKeyOnceThatIsPromoted() {
      Encryption before = Encryption.open(open);
      rotate();
      byte[] sealed = sealed(Encryption.open(open));

      assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> opened(before, sealed));
    }

    @Test
    void beginsEachSealWithTheNameOfItsKey() {
      rotate();

      Encryption encryption = Encryption.open(open);

      assertThat(encryption.sealingKeys().get(1).name())
          .isEqualTo(HexFormat.of().formatHex(sealed(encryption), 1, 5));
    }

    @Test
    void takesAPromotionBack() {
      rotate();

      editor.demote();

      assertThat(roles()).containsExactly(Role.CURRENT, Role.NEXT);
      editor.promote();
      assertThat(roles()).containsExactly(Role.FORMER, Role.CURRENT);
    }

    @Test
    void addsNoSecondKeyBeforeTheFirstIsPromoted() {
      editor.add();

      refuses(editor::add, "a key was added before and is not promoted yet");
    }

    @Test
    void promotesNothingThatWasNotAdded() {
      refuses(editor::promote, "no key was added that could be promoted");
    }

    @Test
    void demotesNoOnlyKey() {
      refuses(editor::demote, "no key was there before the present one");
    }

    private void rotate() {
      editor.add();
      editor.promote();
    }

    private List<Role> roles() {
      return editor.summary().sealingKeys().stream().map(SealingKey::role).toList();
    }
  }

  @Nested
  class PushServices {
    private List<VapidKey> keys() {
      return Encryption.open(open).vapidKeys();
    }

    private List<Buffer> publicKeys() {
      return keys().stream().map(VapidKey::publicKey).toList();
    }

    @Test
    void knowEachKeyThatWasEverAdded() {
      Buffer first = publicKeys().get(0);

      editor.addVapid();

      assertThat(publicKeys()).hasSize(2).endsWith(first).doesNotHaveDuplicates();
    }

    @Test
    void acceptTheTokenOfEachKey() throws GeneralSecurityException {
      editor.addVapid();

      for (VapidKey key : keys()) {
        String token = key.token("https://push.example", "mailto:ops@chat.example");
        assertThat(VapidToken.verified(token, key.publicKey()))
            .containsEntry("aud", "https://push.example")
            .containsEntry("sub", "mailto:ops@chat.example");
      }
    }

    @Test
    void areGivenOneByAKeysetFromBeforeThereWereAny() throws IOException {
      JsonObject before = new JsonObject(Files.readString(file));
      before.remove("vapid");
      Files.writeString(file, before.encode());
      assertThat(keys()).isEmpty();

      editor.addVapid();

      assertThat(keys()).hasSize(1);
      assertThat(new JsonObject(Files.readString(file)).getJsonObject("seal"))
          .isEqualTo(before.getJsonObject("seal"));
    }
  }

  @Nested
  class Passphrases {
    private final Map<String, String> first = Map.of(Passphrase.VARIABLE, "the first passphrase");

    @Test
    void sealAndUnsealTheSameKeys() throws IOException {
      String keys = Files.readString(file);

      editor(first).seal(Optional.empty());
      assertThat(Files.readString(file)).isNotEqualTo(keys);
      assertThat(editor(first).summary().isSealed()).isTrue();
      editor(first).unseal();

      assertThat(Files.readString(file)).isEqualTo(keys);
      assertThat(editor.summary().isSealed()).isFalse();
    }

    @Test
    void stayWhenKeysAreAdded() {
      editor(first).seal(Optional.empty());

      editor(first).add();

      assertThat(editor(first).summary().isSealed()).isTrue();
      assertThat(editor(first).summary().sealingKeys()).hasSize(2);
    }

    @Test
    void areChangedByNamingAFileWithAnother() throws IOException {
      editor(first).seal(Optional.empty());
      Path second = Files.writeString(directory.resolve("second"), "the second passphrase\n");

      editor(first).seal(Optional.of(second));

      EncryptionSettings settings = new EncryptionSettings(file, Optional.of(second));
      assertThat(Encryption.open(settings).id()).isEqualTo(editor(settings).summary().id());
      refuses(
          () -> editor(first).summary(),
          "keys.file "
              + file
              + ": is not opened by this passphrase: another one has sealed it,"
              + " or the file is damaged");
    }

    @Test
    void areNeededForASealedFile() {
      editor(first).seal(Optional.empty());

      refuses(
          () -> Encryption.open(open),
          "keys.file "
              + file
              + ": is sealed; give its passphrase by keys.passphraseFile or"
              + " MESSAGING_SERVER_KEYS_PASSPHRASE");
    }

    @Test
    void areRefusedForAFileThatIsNotSealed() throws IOException {
      Path passphrase = Files.writeString(directory.resolve("passphrase"), "a good passphrase");

      refuses(
          () -> Encryption.open(new EncryptionSettings(file, Optional.of(passphrase))),
          "keys.file "
              + file
              + ": is not sealed, although a passphrase is given; the command for it is: keys seal");
    }

    @Test
    void sealAFileFromItsBeginning() throws IOException {
      Path fresh = directory.resolve("fresh.json");
      Path passphrase = Files.writeString(directory.resolve("passphrase"), "a good passphrase");
      EncryptionSettings settings = new EncryptionSettings(fresh, Optional.of(passphrase));

      Encryption encryption = Encryption.open(settings);

      assertThat(Files.readString(fresh)).contains("\"sealed\"").doesNotContain("\"hash\"");
      assertThat(Encryption.open(settings).id()).isEqualTo(encryption.id());
    }

    @Test
    void areNeededToSeal() {
      refuses(
          () -> editor.seal(Optional.empty()),
          "there is no passphrase; set keys.passphraseFile or MESSAGING_SERVER_KEYS_PASSPHRASE");
    }

    @Test
    void sealNothingTwice() {
      editor(first).seal(Optional.empty());

      refuses(
          () -> editor(first).seal(Optional.empty()),
          "keys.file " + file + ": is sealed; to change that, name a file to seal it by");
    }

    @Test
    void unsealNothingThatIsOpen() {
      refuses(editor::unseal, "keys.file " + file + ": is not sealed");
    }

    private KeysetEditor editor(Map<String, String> environment) {
      return KeysetEditorTest.editor(open, environment);
    }

    private KeysetEditor editor(EncryptionSettings settings) {
      return KeysetEditorTest.editor(settings, Map.of());
    }
  }

  @Test
  void leavesAFileForItsOwnerAloneAndNoDraft() throws IOException {
    editor.add();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(directory.toFile().list()).containsExactly("keys.json");
  }

  @Test
  void changesTheFileBehindALink() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link.json"), file);

    editor(new EncryptionSettings(link, Optional.empty()), Map.of()).add();

    assertThat(link).isSymbolicLink();
    assertThat(editor.summary().sealingKeys()).hasSize(2);
  }

  @Test
  void leavesTheFileAloneWhileAnotherCommandIsAtIt() throws IOException {
    Path draft = Files.createFile(directory.resolve("keys.json.new"));
    String before = Files.readString(file);

    refuses(
        editor::add,
        "keys.file " + file + ": another command is at it; if none is, remove " + draft);
    assertThat(Files.readString(file)).isEqualTo(before);
    assertThat(draft).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw-rw-rw-"})
  void changesNothingThatIsOpenToOthers(String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    refuses(
        editor::add, "keys.file " + file + ": is open to others than its owner; chmod 600 " + file);
  }

  @Test
  void makesNoFile() throws IOException {
    Files.delete(file);

    refuses(editor::add, "keys.file " + file + ": cannot be read or made (NoSuchFileException)");
  }

  private static void refuses(Runnable work, String message) {
    assertThatExceptionOfType(EncryptionException.class)
        .isThrownBy(work::run)
        .withMessage(message)
        .withNoCause();
  }
}
