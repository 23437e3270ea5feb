package org.messagingserver.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.vault.Vault;
import org.messagingserver.vault.VaultSettings;

class KeysCommandTest {
  private static final String NAME = "  [0-9a-f]{8}  ";

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path file;
  private String conf;

  @BeforeEach
  void configure() throws IOException {
    file = directory.resolve("keys.json");
    conf = configuration(new JsonObject());
    Vault.open(new VaultSettings(file, Optional.empty()));
  }

  private String configuration(JsonObject more) throws IOException {
    JsonObject keys = new JsonObject().put("file", file.toString()).mergeIn(more);
    Path written = directory.resolve("server.json");
    return Files.writeString(written, new JsonObject().put("keys", keys).encode()).toString();
  }

  @Test
  void showsNamesAndRolesAndNoKey() throws IOException {
    run(0, "add", "-conf", conf);
    run(0, "promote", "-conf", conf);
    run(0, "add", "-conf", conf);

    List<String> shown = run(0, "show", "-conf", conf);

    assertThat(shown).hasSize(4);
    assertThat(shown.get(0)).matches("keyset [0-9a-f-]{36}, not sealed");
    assertThat(shown.get(1)).matches(NAME + "opens");
    assertThat(shown.get(2)).matches(NAME + "opens and seals");
    assertThat(shown.get(3)).matches(NAME + "opens, and seals once it is promoted");
    assertThat(String.join("\n", shown)).hasSizeLessThan(300);
  }

  @Test
  void sealsAndUnsealsByTheConfiguredPassphrase() throws IOException {
    Path passphrase = Files.writeString(directory.resolve("passphrase"), "a good passphrase\n");
    String before = Files.readString(file);
    String given = configuration(new JsonObject().put("passphraseFile", passphrase.toString()));

    run(0, "seal", "--conf", given);
    assertThat(run(0, "show", "--conf", given).get(0)).endsWith(", sealed");
    run(0, "unseal", "--conf", given);

    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void sealsByAFile() throws IOException {
    Path passphrase = Files.writeString(directory.resolve("passphrase"), "a good passphrase\n");

    run(0, "seal", passphrase.toString(), "-conf", conf);

    assertThat(Files.readString(file)).contains("\"sealed\"");
    assertThat(complaint(1, "show", "-conf", conf))
        .isEqualTo(
            "keys: keys.file %s: is sealed; give its passphrase by keys.passphraseFile or"
                    .formatted(file)
                + " MESSAGING_SERVER_KEYS_PASSPHRASE");
  }

  @Test
  void saysInOneLineWhatIsInItsWay() {
    assertThat(complaint(1, "promote", "-conf", conf))
        .isEqualTo("keys: no key was added that could be promoted");
    assertThat(complaint(1, "show", "-conf", directory.resolve("none").toString()))
        .isEqualTo("keys: -conf " + directory.resolve("none") + ": there is no such file");
  }

  @Test
  void helps() {
    assertThat(run(0, "--help").get(0)).startsWith("Usage: keys ");
    assertThat(run(0, "show", "-h").get(0)).startsWith("Usage: keys ");
    assertThat(run(2).get(0)).startsWith("Usage: keys ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"burn", "show more", "add -conf", "show -conf a b", "seal a b", "-conf"})
  void refusesOtherArguments(String arguments) {
    assertThat(complaint(2, arguments.split(" "))).isEqualTo("keys: unknown arguments; see --help");
  }

  private List<String> run(int code, String... arguments) {
    assertThat(exitCode(arguments)).as(() -> err.toString(UTF_8)).isEqualTo(code);
    return out.toString(UTF_8).lines().toList();
  }

  private String complaint(int code, String... arguments) {
    assertThat(exitCode(arguments)).isEqualTo(code);
    assertThat(out.toString(UTF_8)).isEmpty();
    return err.toString(UTF_8).strip();
  }

  private int exitCode(String... arguments) {
    out.reset();
    err.reset();
    return KeysCommand.run(printer(out), printer(err), List.of(arguments));
  }

  private static PrintStream printer(ByteArrayOutputStream to) {
    return new PrintStream(to, true, UTF_8);
  }
}
