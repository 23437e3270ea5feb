package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.EncryptionSettings;

class KeysCommandTest {
  private static final String NAME = "  [0-9a-f]{8}  ";

  @TempDir Path directory;
  private final Printed command = new Printed(KeysCommand::run);
  private Path file;
  private String conf;

  @BeforeEach
  void configure() throws IOException {
    file = directory.resolve("keys.json");
    conf = configuration(new JsonObject());
    Encryption.open(new EncryptionSettings(file, Optional.empty()));
  }

  private String configuration(JsonObject more) throws IOException {
    JsonObject keys = new JsonObject().put("file", file.toString()).mergeIn(more);
    Path written = directory.resolve("server.json");
    return Files.writeString(written, new JsonObject().put("keys", keys).encode()).toString();
  }

  @Test
  void showsNamesAndRolesAndNoKey() throws IOException {
    command.run(0, "add", "-conf", conf);
    command.run(0, "promote", "-conf", conf);
    command.run(0, "add", "-conf", conf);

    List<String> shown = command.run(0, "show", "-conf", conf);

    assertThat(shown).hasSize(5);
    assertThat(shown.get(0)).matches("keyset [0-9a-f-]{36}, not sealed");
    assertThat(shown.get(1)).matches(NAME + "opens");
    assertThat(shown.get(2)).matches(NAME + "opens and seals");
    assertThat(shown.get(3)).matches(NAME + "opens, and seals once it is promoted");
    assertThat(shown.get(4)).matches("  VAPID  [-_0-9A-Za-z]{87}");
    assertThat(String.join("\n", shown)).hasSizeLessThan(400);
  }

  @Test
  void addsAVapidKeyInFrontOfTheOthers() throws IOException {
    String former = command.run(0, "show", "-conf", conf).get(2);

    command.run(0, "add-vapid", "-conf", conf);

    List<String> shown = command.run(0, "show", "-conf", conf);
    assertThat(shown).hasSize(4).endsWith(former);
    assertThat(shown.get(2)).isNotEqualTo(former);
  }

  @Test
  void makesOneOnceAndSealsItWhereAPassphraseIsGiven() throws IOException {
    Path passphrase = Files.writeString(directory.resolve("passphrase"), "a good passphrase\n");
    Path made = directory.resolve("new/keys.json");
    String given =
        configuration(
            new JsonObject()
                .put("file", made.toString())
                .put("passphraseFile", passphrase.toString()));

    command.run(0, "make", "-conf", given);

    assertThat(command.run(0, "show", "-conf", given).get(0)).endsWith(", sealed");
    assertThat(command.complaint(1, "make", "-conf", given))
        .isEqualTo("keys: keys.file " + made + ": is there already");
  }

  @Test
  void sealsAndUnsealsByTheConfiguredPassphrase() throws IOException {
    Path passphrase = Files.writeString(directory.resolve("passphrase"), "a good passphrase\n");
    String before = Files.readString(file);
    String given = configuration(new JsonObject().put("passphraseFile", passphrase.toString()));

    command.run(0, "seal", "--conf", given);
    assertThat(command.run(0, "show", "--conf", given).get(0)).endsWith(", sealed");
    command.run(0, "unseal", "--conf", given);

    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void sealsByAFile() throws IOException {
    Path passphrase = Files.writeString(directory.resolve("passphrase"), "a good passphrase\n");

    command.run(0, "seal", passphrase.toString(), "-conf", conf);

    assertThat(Files.readString(file)).contains("\"sealed\"");
    assertThat(command.complaint(1, "show", "-conf", conf))
        .isEqualTo(
            "keys: keys.file %s: is sealed; give its passphrase by keys.passphraseFile or"
                    .formatted(file)
                + " MESSAGING_SERVER_KEYS_PASSPHRASE");
  }

  @Test
  void saysInOneLineWhatIsInItsWay() {
    assertThat(command.complaint(1, "promote", "-conf", conf))
        .isEqualTo("keys: no key was added that could be promoted");
    assertThat(command.complaint(1, "show", "-conf", directory.resolve("none").toString()))
        .isEqualTo("keys: -conf " + directory.resolve("none") + ": there is no such file");
  }

  @Test
  void helps() {
    assertThat(command.run(0, "--help").get(0)).startsWith("Usage: keys ");
    assertThat(command.run(0, "show", "-h").get(0)).startsWith("Usage: keys ");
    assertThat(command.run(2).get(0)).startsWith("Usage: keys ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"burn", "show more", "add -conf", "show -conf a b", "seal a b", "-conf"})
  void refusesOtherArguments(String arguments) {
    assertThat(command.complaint(2, arguments.split(" ")))
        .isEqualTo("keys: unknown arguments; see --help");
  }
}
