package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.messagingserver.postgres.StoreException.Kind;

class EmbeddedServerTest extends Embedded {
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

  /** Else the same postmaster goes on, and waits forever where its recovery fails. */
  @Test
  void startsAnotherServerAfterOneProcessOfItsServerCrashed() throws IOException {
    filled.copyTo(directory);
    Postgres postgres = open();
    Notes.make(postgres);
    ServerProcesses processes = new ServerProcesses(directory.resolve("cluster"));
    ProcessHandle before = processes.postmaster().orElseThrow();
    Future<?> inFlight = postgres.database().query("SELECT pg_sleep(60)", Tuple.tuple());
    Notes.awaitActive(postgres, "SELECT pg_sleep(60)", "Timeout");

    before.children().filter(child -> isSleeping(child)).forEach(ProcessHandle::destroyForcibly);

    assertThat(((StoreException) failure(inFlight)).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(Notes.countOnceBack(postgres)).isEqualTo(1);
    assertThat(processes.postmaster()).get().isNotEqualTo(before);
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
  void iteratesForPasswordsOfPeopleAlone() {
    Postgres postgres = open();
    await(
        postgres
            .database()
            .query("CREATE ROLE operator LOGIN PASSWORD 'can be guessed'", Tuple.tuple()));

    assertThat(
            await(
                    postgres
                        .database()
                        .query(
                            "SELECT string_agg(substr(rolpassword, 1, 18), ' ' ORDER BY oid)"
                                + " FROM pg_authid WHERE rolpassword IS NOT NULL",
                            Tuple.tuple()))
                .iterator()
                .next()
                .getString(0))
        .matches("SCRAM-SHA-256\\$1:.. SCRAM-SHA-256\\$4096");
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
  void saysInOneLineThatItDoesNotStart() throws IOException {
    filled.copyTo(directory);
    Files.writeString(directory.resolve("cluster").resolve("postgresql.conf"), "nonsense");

    assertThat(failure(Postgres.open(vertx, settings)))
        .hasMessage("postgres.embeddedDirectory: Postgres did not start; see server.log there");
    assertThat(directory.resolve("server.log")).content().contains("syntax error");
  }

  /** Postgres puts what a process does into its command line. */
  private static boolean isSleeping(ProcessHandle child) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(child.pid()), "cmdline"))
          .contains("SELECT");
    } catch (IOException gone) {
      return false;
    }
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
}
