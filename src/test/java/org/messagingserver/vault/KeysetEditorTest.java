package org.messagingserver.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
import org.messagingserver.identity.Address;
import org.messagingserver.identity.DeviceId;
import org.messagingserver.identity.UserId;
import org.messagingserver.vault.SealingKey.Role;

class KeysetEditorTest {
  private static final int FEW_ROUNDS = 10;
  private static final byte[] VALUE = {1, 2, 3};
  private static final UserId USER = UserId.ofPublicKey(new byte[32]);

  @TempDir Path directory;
  private Path file;
  private VaultSettings open;
  private KeysetEditor editor;

  @BeforeEach
  void make() {
    file = directory.resolve("keys.json");
    open = new VaultSettings(file, Optional.empty());
    Vault.open(open);
    editor = editor(open, Map.of());
  }

  private static KeysetEditor editor(VaultSettings settings, Map<String, String> environment) {
    return new KeysetEditor(new KeysetFile(settings.file(), FEW_ROUNDS), settings, environment);
  }

  private static HashedAddress owner(Vault vault) {
    return vault.hash(new Address(USER, DeviceId.of(1)));
  }

  private static byte[] sealed(Vault vault) {
    return vault.seal(Purpose.MESSAGE, owner(vault), VALUE);
  }

  private static byte[] opened(Vault vault, byte[] sealed) {
    return vault.open(Purpose.MESSAGE, owner(vault), sealed);
  }

  @Nested
  class Rotation {

    @Test
    void beginsWithOneKey() {
      assertThat(roles()).containsExactly(Role.CURRENT);
    }

    @Test
    void addsAKeyThatOpensBeforeItSeals() {
      Vault before = Vault.open(open);

      editor.add();

      assertThat(roles()).containsExactly(Role.CURRENT, Role.NEXT);
      assertThat(opened(before, sealed(Vault.open(open)))).isEqualTo(VALUE);
    }

    @Test
    void promotesTheKeyThatWasAdded() {
      editor.add();
      Vault prepared = Vault.open(open);

      editor.promote();

      assertThat(roles()).containsExactly(Role.FORMER, Role.CURRENT);
      assertThat(opened(prepared, sealed(Vault.open(open)))).isEqualTo(VALUE);
    }

    @Test
    void opensForEverWhatEachKeyHasSealed() {
      byte[] first = sealed(Vault.open(open));
      rotate();
      byte[] second = sealed(Vault.open(open));
      rotate();

      assertThat(roles()).containsExactly(Role.FORMER, Role.FORMER, Role.CURRENT);
      assertThat(opened(Vault.open(open), first)).isEqualTo(VALUE);
      assertThat(opened(Vault.open(open), second)).isEqualTo(VALUE);
    }

    @Test
    void leavesKeysetNamesAndFingerprintsAsTheyWere() {
      Vault before = Vault.open(open);

      rotate();

      Vault after = Vault.open(open);
      assertThat(after.id()).isEqualTo(before.id());
      assertThat(after.hash(USER)).isEqualTo(before.hash(USER));
      assertThat(after.fingerprint(owner(after), VALUE))
          .isEqualTo(before.fingerprint(owner(before), VALUE));
    }

    @Test
    void isOpenedOnlyWithTheNewKeyOnceThatIsPromoted() {
      Vault before = Vault.open(open);
      rotate();
      byte[] sealed = sealed(Vault.open(open));

      assertThatExceptionOfType(VaultException.class).isThrownBy(() -> opened(before, sealed));
    }

    @Test
    void beginsEachSealWithTheNameOfItsKey() {
      rotate();

      Vault vault = Vault.open(open);

      assertThat(vault.sealingKeys().get(1).name())
          .isEqualTo(HexFormat.of().formatHex(sealed(vault), 1, 5));
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

      VaultSettings settings = new VaultSettings(file, Optional.of(second));
      assertThat(Vault.open(settings).id()).isEqualTo(editor(settings).summary().id());
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
          () -> Vault.open(open),
          "keys.file "
              + file
              + ": is sealed; give its passphrase by keys.passphraseFile or"
              + " MESSAGING_SERVER_KEYS_PASSPHRASE");
    }

    @Test
    void areRefusedForAFileThatIsNotSealed() throws IOException {
      Path passphrase = Files.writeString(directory.resolve("passphrase"), "a good passphrase");

      refuses(
          () -> Vault.open(new VaultSettings(file, Optional.of(passphrase))),
          "keys.file "
              + file
              + ": is not sealed, although a passphrase is given; the command for it is: keys seal");
    }

    @Test
    void sealAFileFromItsBeginning() throws IOException {
      Path fresh = directory.resolve("fresh.json");
      Path passphrase = Files.writeString(directory.resolve("passphrase"), "a good passphrase");
      VaultSettings settings = new VaultSettings(fresh, Optional.of(passphrase));

      Vault vault = Vault.open(settings);

      assertThat(Files.readString(fresh)).contains("\"sealed\"").doesNotContain("\"hash\"");
      assertThat(Vault.open(settings).id()).isEqualTo(vault.id());
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

    private KeysetEditor editor(VaultSettings settings) {
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

    editor(new VaultSettings(link, Optional.empty()), Map.of()).add();

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
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(work::run)
        .withMessage(message)
        .withNoCause();
  }
}
