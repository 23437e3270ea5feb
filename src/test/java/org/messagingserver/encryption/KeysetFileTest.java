package org.messagingserver.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.config.ConfigSection;

class KeysetFileTest {
  @TempDir Path directory;

  @Test
  void isKeptUnderDataUnlessTheConfigurationSaysElse() {
    assertThat(ConfigSection.readAll(new JsonObject(), EncryptionSettings::read).file())
        .isEqualTo(Path.of("data/keys.json"));
    assertThat(
            ConfigSection.readAll(
                    new JsonObject("{\"keys\":{\"file\":\"/k\"}}"), EncryptionSettings::read)
                .file())
        .isEqualTo(Path.of("/k"));
  }

  @Test
  void isMadeWithItsDirectoriesForItsOwnerAlone() throws IOException {
    Path file = directory.resolve("a/b/keys.json");

    Encryption encryption = open(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file.getParent()).isDirectoryContaining(found -> found.equals(file));
    assertThat(new JsonObject(Files.readString(file)).getString("id"))
        .isEqualTo(encryption.id().toString());
  }

  @Test
  void leavesNoDraftBehind() {
    open(directory.resolve("keys.json"));

    assertThat(directory.toFile().list()).containsExactly("keys.json");
  }

  @Test
  void isMadeInADirectoryThatIsALink() throws IOException {
    Files.createDirectory(directory.resolve("volume"));
    Files.createSymbolicLink(directory.resolve("data"), directory.resolve("volume"));

    open(directory.resolve("data/keys.json"));

    assertThat(directory.resolve("volume/keys.json")).isRegularFile();
  }

  @Test
  void isNeverWrittenAgain() throws IOException {
    Path file = directory.resolve("keys.json");
    open(file);
    String made = Files.readString(file);

    open(file);

    assertThat(Files.readString(file)).isEqualTo(made);
  }

  @RepeatedTest(5)
  void isOneAndTheSameForAllThatMakeItAtOnce() throws Exception {
    Path file = directory.resolve("keys.json");
    int makers = 4;
    CyclicBarrier start = new CyclicBarrier(makers);
    Callable<UUID> maker =
        () -> {
          start.await();
          return open(file).id();
        };

    List<UUID> ids = together(maker, makers);

    assertThat(ids).hasSize(makers).containsOnly(open(file).id());
    assertThat(directory.toFile().list()).containsExactly("keys.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\u0000",
        "no JSON",
        "[]",
        "{}",
        "{\"id\": \"0b1c0f9e-5a3c-4a2e-9a55-0d5f4c2f7b11\"}",
        "{\"id\": 1, \"hash\": {}, \"fingerprint\": {}, \"seal\": {}}"
      })
  void isRefusedAndKeptWhereItHoldsNoKeyset(String content) throws IOException {
    Path file = written(content);

    refuses(file, "keys.file " + file + ": holds no keyset, or a damaged one");
    assertThat(Files.readString(file)).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "hash", "fingerprint", "seal"})
  void isRefusedWherePartOfItIsMissing(String part) throws IOException {
    JsonObject keyset = new JsonObject(Keyset.generate().text());
    keyset.remove(part);
    Path file = written(keyset.encode());

    refuses(file, "keys.file " + file + ": holds no keyset, or a damaged one");
  }

  @Test
  void isRefusedWhereKeysStandInEachOthersPlace() throws IOException {
    JsonObject keyset = new JsonObject(Keyset.generate().text());
    Path file = written(keyset.put("seal", keyset.getJsonObject("hash")).encode());

    refuses(file, "keys.file " + file + ": holds no keyset, or a damaged one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw-rw-rw-"})
  void isRefusedWhileOthersMayUseIt(String mode) throws IOException {
    Path file = written(Keyset.generate().text());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    refuses(file, "keys.file " + file + ": is open to others than its owner; chmod 600 " + file);
  }

  @Test
  void mayBeReadOnly() throws IOException {
    Path file = written(Keyset.generate().text());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));

    assertThat(open(file).id()).isNotNull();
  }

  @Test
  void isRefusedWhereItIsADirectory() throws IOException {
    Path file = Files.createDirectory(directory.resolve("keys.json"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));

    refuses(file, "keys.file " + file + ": cannot be read or made (IOException)");
  }

  @Test
  void isRefusedWhereItsDirectoryCannotBeMade() throws IOException {
    Path file = written("a file").resolve("keys.json");

    assertThatExceptionOfType(EncryptionException.class)
        .isThrownBy(() -> open(file))
        .withMessageStartingWith("keys.file " + file + ": cannot be read or made (File")
        .withNoCause();
  }

  @Test
  void isRefusedWhereItIsALinkToNothing() throws IOException {
    Path file = directory.resolve("keys.json");
    Files.createSymbolicLink(file, directory.resolve("nothing"));

    refuses(file, "keys.file " + file + ": cannot be read or made (NoSuchFileException)");
  }

  private Path written(String content) throws IOException {
    Path file = directory.resolve("keys.json");
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static Encryption open(Path file) {
    return Encryption.open(new EncryptionSettings(file, Optional.empty()));
  }

  private static void refuses(Path file, String message) {
    assertThatExceptionOfType(EncryptionException.class)
        .isThrownBy(() -> open(file))
        .withMessage(message)
        .withNoCause();
  }

  private static <T> List<T> together(Callable<T> task, int times) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(times);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> done : threads.invokeAll(Collections.nCopies(times, task))) {
        results.add(done.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }
}
