package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.postgres.ServerProcesses.ProcessState;
import org.messagingserver.postgres.StoreException.Kind;

@ExtendWith(VertxExtension.class)
class EmbeddedServerTest {
  @TempDir private static Path former;
  private static FilledDirectory filled;

  @TempDir private Path directory;
  private Vertx vertx;
  private PostgresSettings settings;

  @BeforeAll
  static void fill(Vertx vertx) throws IOException {
    filled = FilledDirectory.in(vertx, former);
  }

  @BeforeEach
  void prepare(Vertx given) throws IOException {
    vertx = given;
    settings = TestPostgres.embeddedIn(directory);
  }

  @AfterEach
  void end() {
    new ServerProcesses(directory.resolve("cluster"))
        .alive()
        .forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void keepsItsDataFromOneStartToTheNext() {
    Postgres first = open();
    Notes.make(first);
    await(first.close());

    Postgres second = open();

    assertThat(Notes.count(second)).isEqualTo(1);
    await(second.close());
    assertThat(new ServerProcesses(directory.resolve("cluster")).alive()).isEmpty();
  }

  @Test
  void comesBackByItselfAfterItsServerWasKilled() throws IOException {
    filled.copyTo(directory);
    Postgres postgres = open();
    Notes.make(postgres);
    Future<?> inFlight = postgres.database().query("SELECT pg_sleep(60)", Tuple.tuple());
    Notes.awaitActive(postgres, "SELECT pg_sleep(60)", "Timeout");

    killPostmaster();

    assertThat(((StoreException) failure(inFlight)).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(Notes.countOnceBack(postgres)).isEqualTo(1);
    await(postgres.close());
  }

  @Test
  void leavesAHealthyServerAloneWhileThereIsNoFileDescriptorToLookAtIt() throws Exception {
    filled.copyTo(directory);
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -n 300; exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WithoutDescriptors.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();

    List<String> said = process.inputReader(StandardCharsets.UTF_8).lines().toList();

    assertThat(process.waitFor()).as(said::toString).isZero();
    List<String> servers = said.stream().filter(line -> line.matches("\\d+")).toList();
    assertThat(servers).hasSize(2);
    assertThat(servers.get(1)).as("it is the same: %s", said).isEqualTo(servers.get(0));
    assertThat(said).noneMatch(line -> line.contains("has ended"));
  }

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
  void writesDigitsForPostgresWhateverTheLocale() throws IOException {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

      ServerConfiguration.write(directory, 36351, 8);
    } finally {
      Locale.setDefault(before);
    }

    assertThat(directory.resolve("messaging-server.conf")).content().contains("\nport = 36351\n");
  }

  @Test
  void tellsNothingOfAProcessThatIsNotOfItsDirectory() {
    ServerProcesses processes = new ServerProcesses(directory.resolve("cluster"));

    assertThat(processes.stateOf(ProcessHandle.current().pid())).isEqualTo(ProcessState.ENDED);
    assertThat(processes.stateOf(Integer.MAX_VALUE)).isEqualTo(ProcessState.ENDED);
  }

  @Test
  void crashesWhereAskedToAndIsBackWithWhatItCommitted() throws IOException {
    filled.copyTo(directory);
    Postgres postgres = open();
    Notes.make(postgres);
    Future<?> inFlight = postgres.database().query("SELECT pg_sleep(60)", Tuple.tuple());
    Notes.awaitActive(postgres, "SELECT pg_sleep(60)", "Timeout");

    await(postgres.crash());

    assertThat(((StoreException) failure(inFlight)).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(Notes.countOnceBack(postgres)).isEqualTo(1);
    await(postgres.close());
  }

  @Test
  void tellsOthersTheWayToIt() throws IOException {
    filled.copyTo(directory);
    Postgres postgres = open();
    Notes.make(postgres);

    Postgres other = await(Postgres.open(vertx, TestPostgres.settings(postgres.uri())));

    assertThat(Notes.count(other)).isEqualTo(1);
    await(other.close());
    await(postgres.close());
  }

  @Test
  void saysThatACommitWhoseOutcomeIsUnknownIsUnavailable() throws IOException {
    filled.copyTo(directory);
    Postgres postgres = open();
    Notes.make(postgres);

    Future<?> transaction =
        postgres
            .database()
            .transaction(
                sqlExecutor ->
                    sqlExecutor
                        .query("INSERT INTO note VALUES (2)", Tuple.tuple())
                        .onSuccess(inserted -> killEverything()));

    assertThat(((StoreException) failure(transaction)).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(Notes.countOnceBack(postgres)).isEqualTo(1);
    await(postgres.close());
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
  void keepsStatementsAndRowsOutOfItsLog() throws IOException {
    filled.copyTo(directory);
    Postgres postgres = open();
    Notes.make(postgres);

    failure(
        postgres
            .database()
            .query("INSERT INTO note VALUES (1), ($1) /* telltale */", Tuple.of(987654321)));
    await(postgres.close());

    assertThat(directory.resolve("server.log"))
        .content()
        .contains("duplicate key")
        .doesNotContain("telltale", "987654321", "(id)=(1)", "INSERT");
  }

  @Test
  void refusesDataOfAnotherVersion() throws IOException {
    Files.createDirectories(directory.resolve("cluster"));
    Files.writeString(directory.resolve("cluster").resolve("PG_VERSION"), "16\n");

    assertThat(failure(Postgres.open(vertx, settings)))
        .hasMessage(
            "postgres.embeddedDirectory: its data is of Postgres 16, and this server brings 17");
  }

  @Test
  void refusesDataWhosePasswordIsLost() throws IOException {
    filled.copyTo(directory);
    Files.delete(directory.resolve("password"));

    assertThat(failure(Postgres.open(vertx, settings)))
        .hasMessage("postgres.embeddedDirectory: its password file is missing");
  }

  @Test
  void saysInOneLineThatItDoesNotStart() throws IOException {
    filled.copyTo(directory);
    Files.writeString(directory.resolve("cluster").resolve("postgresql.conf"), "nonsense");

    assertThat(failure(Postgres.open(vertx, settings)))
        .hasMessage("postgres.embeddedDirectory: Postgres did not start; see server.log there");
    assertThat(directory.resolve("server.log")).content().contains("syntax error");
  }

  private Postgres open() {
    return await(Postgres.open(vertx, settings));
  }

  private void killPostmaster() throws IOException {
    new ServerProcesses(directory.resolve("cluster"))
        .postmaster()
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  private void killEverything() {
    new ServerProcesses(directory.resolve("cluster"))
        .alive()
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
