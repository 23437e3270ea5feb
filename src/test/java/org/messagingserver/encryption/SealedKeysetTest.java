package org.messagingserver.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealedKeysetTest {
  private static final int FEW_ROUNDS = 10;
  private static final Keyset KEYS = Keyset.generate();

  @TempDir Path directory;
  private Passphrase right;
  private Passphrase wrong;
  private SealedKeyset sealed;

  @BeforeEach
  void seal() throws IOException {
    right = passphrase("correct horse battery");
    wrong = passphrase("correct horse batterie");
    sealed = SealedKeyset.seal(KEYS, right, FEW_ROUNDS);
  }

  private Passphrase passphrase(String text) throws IOException {
    return Passphrase.read("", Files.writeString(directory.resolve("passphrase"), text));
  }

  @Test
  void opensWhatItSealed() {
    Keyset opened = read(sealed.text()).open(right);

    assertThat(opened.text()).isEqualTo(KEYS.text());
  }

  @Test
  void showsNothingOfTheKeysetButItsId() {
    JsonObject open = new JsonObject(KEYS.text());

    assertThat(sealed.text()).contains(KEYS.id().toString());
    for (String part : new String[] {"hash", "fingerprint", "seal"}) {
      open.getJsonObject(part).getJsonArray("key").stream()
          .map(key -> ((JsonObject) key).getJsonObject("keyData").getString("value"))
          .forEach(key -> assertThat(sealed.text()).doesNotContain(key));
    }
  }

  @Test
  void isAnotherOneEachTime() {
    SealedKeyset again = SealedKeyset.seal(KEYS, right, FEW_ROUNDS);

    assertThat(again.salt()).isNotEqualTo(sealed.salt());
    assertThat(again.sealed()).isNotEqualTo(sealed.sealed());
  }

  @Test
  void opensWithNoOtherPassphrase() {
    refusesToOpen(sealed, wrong);
  }

  @ParameterizedTest
  @CsvSource({
    "id, 0b1c0f9e-5a3c-4a2e-9a55-0d5f4c2f7b11",
    "salt, AAAAAAAAAAAAAAAAAAAAAA==",
    "sealed, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "sealed, AA=="
  })
  void opensWithNothingExchanged(String part, String other) {
    refusesToOpen(read(new JsonObject(sealed.text()).put(part, other).encode()), right);
  }

  @Test
  void opensWithNoFewerRounds() {
    refusesToOpen(read(new JsonObject(sealed.text()).put("rounds", 9).encode()), right);
  }

  @Test
  void opensWithNoBitFlipped() {
    byte[] bytes = Base64.getDecoder().decode(sealed.sealed());
    for (int place = 0; place < bytes.length; place += 97) {
      byte[] changed = bytes.clone();
      changed[place] ^= 1;
      String text = Base64.getEncoder().encodeToString(changed);
      refusesToOpen(new SealedKeyset(sealed.id(), FEW_ROUNDS, sealed.salt(), text), right);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'rounds': 0}",
        "{'rounds': -1}",
        "{'rounds': 10000001}",
        "{'rounds': '10'}",
        "{'derivation': 'PBKDF2WithHmacSHA1'}",
        "{'salt': ''}",
        "{'salt': 'AAAA'}",
        "{'salt': '?'}",
        "{'sealed': ''}",
        "{'sealed': 1}",
        "{'sealed': null}",
        "{'id': null}",
        "{'id': 'x'}",
        "{'more': 1}"
      })
  void isRefusedWhereItIsNone(String change) {
    JsonObject changed =
        new JsonObject(sealed.text()).mergeIn(new JsonObject(change.replace('\'', '"')));

    assertThatExceptionOfType(EncryptionException.class)
        .isThrownBy(() -> SealedKeyset.parse(changed).open(right))
        .withMessage("holds no keyset, or a damaged one")
        .withNoCause();
  }

  @Test
  void showsNoPassphraseInText() {
    assertThat(right).hasToString("Passphrase[hidden]");
  }

  private static SealedKeyset read(String text) {
    return SealedKeyset.parse(new JsonObject(text));
  }

  private static void refusesToOpen(SealedKeyset keyset, Passphrase passphrase) {
    assertThatExceptionOfType(EncryptionException.class)
        .isThrownBy(() -> keyset.open(passphrase))
        .withMessage(
            "is not opened by this passphrase: another one has sealed it, or the file is damaged")
        .withNoCause();
  }
}
