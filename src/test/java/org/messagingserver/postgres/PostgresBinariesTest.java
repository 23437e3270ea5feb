package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
  @TempDir private Path directory;

  @Test
  void unpacksTheVersionThatItNamesInPlaceOfAHalfOneAndDeletesOldOnesWhenAsked() throws Exception {
    Path half = Files.createDirectories(directory.resolve("runtime-new").resolve("bin"));
    Files.writeString(half.resolve("postgres"), "half");
    Files.createDirectories(directory.resolve("runtime-16.0.0"));

    Path home = PostgresBinaries.forThisSystem().unpacked(directory);

    assertThat(directory.resolve("runtime-new")).doesNotExist();
    assertThat(directory.resolve("runtime-16.0.0")).exists();
    PostgresBinaries.deleteOthers(directory);
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(home));
    assertThat(home.resolve("lib").resolve("libpq.so")).isSymbolicLink();
    assertThat(versionOf(home)).isEqualTo("postgres (PostgreSQL) 18.6");
    assertThat(PostgresBinaries.VERSION).startsWith("18.6");
  }

  private String versionOf(Path home) throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    PostgresCommands.verified(home, log);
    return Files.readString(log).strip();
  }
}
