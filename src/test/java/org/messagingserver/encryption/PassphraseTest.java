package org.messagingserver.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseTest {
  private static final String TEXT = "sixteen letters.";
  private static final Map<String, String> NOTHING = Map.of();
  private static final Map<String, String> HOLDS_IT = Map.of(Passphrase.VARIABLE, TEXT);

  @TempDir Path directory;

  @Test
  void isNoneUnlessOneIsGiven() {
    assertThat(Passphrase.find(settings(null), NOTHING)).isEmpty();
  }

  @Test
  void comesFromTheEnvironment() {
    assertThat(characters(settings(null), HOLDS_IT)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, TEXT + "\n", TEXT + "\r\n"})
  void comesFromAFileWithoutTheEndOfItsLine(String content) throws IOException {
    assertThat(characters(settings(written(content)), NOTHING)).isEqualTo(TEXT);
  }

  @Test
  void keepsEveryOtherSpace() throws IOException {
    assertThat(characters(settings(written(" " + TEXT + " \n\n")), NOTHING))
        .isEqualTo(" " + TEXT + " \n");
  }

  @Test
  void isRefusedWhereTwoAreGiven() throws IOException {
    refuses(
        settings(written(TEXT)),
        HOLDS_IT,
        "keys.passphraseFile and MESSAGING_SERVER_KEYS_PASSPHRASE are both given;"
            + " one of them is enough");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "fifteen letters", "fifteen letters\n"})
  void isRefusedWhereItIsShort(String content) throws IOException {
    Path file = written(content);

    refuses(settings(file), NOTHING, "keys.passphraseFile " + file + ": " + LENGTHS);
  }

  @Test
  void isRefusedInTheEnvironmentAsWell() {
    refuses(
        settings(null),
        Map.of(Passphrase.VARIABLE, ""),
        "MESSAGING_SERVER_KEYS_PASSPHRASE: " + LENGTHS);
  }

  private static final String LENGTHS =
      "a passphrase has 16 to 1024 characters; make one by: openssl rand -base64 32";

  @Test
  void isRefusedWhereItIsEndless() throws IOException {
    Path file = written("x".repeat(100_000));

    refuses(settings(file), NOTHING, "keys.passphraseFile " + file + ": " + LENGTHS);
  }

  @Test
  void isRefusedWhereItsFileIsMissing() {
    Path file = directory.resolve("missing");

    refuses(settings(file), NOTHING, "keys.passphraseFile " + file + ": there is no such file");
  }

  @Test
  void isRefusedWhereItIsNoText() throws IOException {
    Path file = Files.write(directory.resolve("passphrase"), new byte[] {(byte) 0xFF, 1, 2, 3});

    refuses(settings(file), NOTHING, "keys.passphraseFile " + file + ": is no text in UTF-8");
  }

  private EncryptionSettings settings(Path file) {
    return new EncryptionSettings(directory.resolve("keys.json"), Optional.ofNullable(file));
  }

  private Path written(String content) throws IOException {
    return Files.writeString(directory.resolve("passphrase"), content);
  }

  private static String characters(EncryptionSettings settings, Map<String, String> environment) {
    return new String(Passphrase.find(settings, environment).orElseThrow().characters());
  }

  private static void refuses(
      EncryptionSettings settings, Map<String, String> environment, String message) {
    assertThatExceptionOfType(EncryptionException.class)
        .isThrownBy(() -> Passphrase.find(settings, environment))
        .withMessage(message)
        .withNoCause();
  }
}
