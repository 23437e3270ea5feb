package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.postgres.ServerProcesses.ProcessState;

/** Who may use the directory of an embedded server, and what it takes over from those before. */
class EmbeddedDirectoryTest extends Embedded {
  @Test
  void takesTheDataDirectoryBackFromTheGroupThatAVolumeWasGivenTo() throws IOException {
    filled.copyTo(directory);
    Path cluster = directory.resolve("cluster");
    Files.setPosixFilePermissions(cluster, PosixFilePermissions.fromString("rwxrwx---"));

    await(open().close());

    assertThat(permissions(cluster)).isEqualTo("rwx------");
  }

  @Test
  void saysThatItsProgramsMayNotBeRun() throws IOException {
    Path bin = Files.createDirectories(directory.resolve("home/bin"));
    Path program = Files.createFile(bin.resolve("postgres"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> PostgresCommands.verified(bin.getParent(), directory.resolve("log")))
        .hasMessageContaining("perhaps it is mounted noexec");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a$b", "a\"b", "a`b", "a\\b"})
  void refusesAPathThatThePostgresProgramsCannotQuote(String name) {
    assertThatThrownBy(() -> EmbeddedLayout.create(directory.resolve(name)))
        .isInstanceOf(PostgresStartException.class)
        .hasMessageContaining("do not run under a path with");
  }

  @Test
  void tellsNothingOfAProcessThatIsNotOfItsDirectory() {
    ServerProcesses processes = new ServerProcesses(directory.resolve("cluster"));

    assertThat(processes.stateOf(ProcessHandle.current().pid())).isEqualTo(ProcessState.ENDED);
    assertThat(processes.stateOf(Integer.MAX_VALUE)).isEqualTo(ProcessState.ENDED);
  }

  @Test
  void takesOverFromAProcessThatWasKilled() throws IOException {
    filled.copyTo(directory);
    OtherServer.started(directory).close();
    assertThat(new ServerProcesses(directory.resolve("cluster")).postmaster()).isPresent();

    Postgres postgres = open();

    assertThat(Notes.count(postgres)).isEqualTo(1);
    await(postgres.close());
  }

  @Test
  void refusesADirectoryThatAnotherProcessUses() throws IOException {
    filled.copyTo(directory);
    try (OtherServer other = OtherServer.started(directory)) {
      assertThat(other.isAlive()).isTrue();

      assertThat(failure(Postgres.open(vertx, settings)))
          .isInstanceOf(PostgresStartException.class)
          .hasMessage("postgres.embeddedDirectory: in use by another running server");
    }
  }

  @Test
  void refusesADirectoryThatThisProcessUsesAndLeavesTheFirstItsLock() throws IOException {
    filled.copyTo(directory);
    Postgres first = open();

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThat(failure(Postgres.open(vertx, settings)))
          .hasMessage("postgres.embeddedDirectory: in use by another running server");
    }

    await(first.database().ping());
    await(first.close());
  }

  @Test
  void startsAfreshWhereMakingTheDataDirectoryWasCutShort() throws IOException {
    Path halfMade = Files.createDirectories(directory.resolve("cluster.new").resolve("base"));
    Files.writeString(halfMade.resolve("1"), "half");

    Postgres postgres = open();

    assertThat(directory.resolve("cluster.new")).doesNotExist();
    assertThat(directory.resolve("cluster").resolve("base").resolve("1")).isDirectory();
    await(postgres.close());
  }

  @Test
  void sparesAStrangerThatHasTheProcessNumberOfALostServer() throws IOException {
    filled.copyTo(directory);
    Process stranger = new ProcessBuilder("sleep", "600").start();
    Path file = directory.resolve("cluster").resolve("postmaster.pid");
    Files.writeString(file, stranger.pid() + "\n" + directory.resolve("cluster") + "\n");

    Postgres postgres = open();

    await(postgres.database().ping());
    await(postgres.close());
    assertThat(stranger.isAlive()).isTrue();
    stranger.destroyForcibly();
  }

  @Test
  void keepsEverythingToItsOwner() throws IOException {
    Postgres postgres = open();

    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(directory.resolve("password"))).isEqualTo("rw-------");
    assertThat(permissions(directory.resolve("cluster"))).isEqualTo("rwx------");
    await(postgres.close());
  }

  @Test
  void refusesDataOfALaterVersion() throws IOException {
    Files.createDirectories(directory.resolve("cluster"));
    Files.writeString(directory.resolve("cluster").resolve("PG_VERSION"), "19\n");
    Files.writeString(directory.resolve("password"), "any");

    assertThat(failure(Postgres.open(vertx, settings)))
        .hasMessage(
            "postgres.embeddedDirectory: its data is of Postgres 19, and this server brings 18; if it"
                + " is older, run 'backup' of the former server and 'restore' of this one");
  }

  @Test
  void refusesDataWhosePasswordIsLost() throws IOException {
    filled.copyTo(directory);
    Files.delete(directory.resolve("password"));

    assertThat(failure(Postgres.open(vertx, settings)))
        .hasMessage("postgres.embeddedDirectory: its password file is missing");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
