package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.postgres.ServerConfiguration.Mode;

/** Data that a Postgres of an earlier release has made, under the one that this server brings. */
@ExtendWith(VertxExtension.class)
class DataUpgradeTest {
  @TempDir private static Path former;
  private static FilledDirectory filled;
  private static String before;

  @TempDir private Path directory;
  private Vertx vertx;
  private PostgresSettings settings;

  @BeforeAll
  static void fill() throws SQLException {
    filled = FilledDirectory.formerIn(former);
    try (FormerPostgres server = FormerPostgres.in(former)) {
      before = FormerData.digest(server.uri());
    }
  }

  @BeforeEach
  void prepare(Vertx given) throws IOException {
    vertx = given;
    settings = TestPostgres.embeddedIn(directory);
  }

  @AfterEach
  void end() {
    for (String each : List.of("cluster", "cluster.upgrade", "cluster.former")) {
      new ServerProcesses(directory.resolve(each)).alive().forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void keepsEveryRowAndNumberAndBringsTheTablesUpToDate() throws Exception {
    copyFilled();
    String password = Files.readString(directory.resolve("password"));

    Postgres postgres = open();

    assertThat(FormerData.digest(postgres.uri())).isEqualTo(before);
    assertThat(shown(postgres, "server_version_num")).startsWith(PostgresBinaries.MAJOR);
    assertThat(shown(postgres, "data_checksums")).isEqualTo("on");
    assertThat(shown(postgres, "wal_level")).isEqualTo("replica");
    assertThat(shown(postgres, "autovacuum")).isEqualTo("on");
    assertThat(shown(postgres, "fsync")).isEqualTo("on");
    assertThat(
            FormerData.column(
                postgres.uri(), "SELECT max(version::int) FROM flyway_schema_history"))
        .isNotEqualTo(FormerData.SCHEMA);
    await(postgres.close());
    assertThat(Files.readString(directory.resolve("password"))).isEqualTo(password);
    assertThat(names())
        .containsExactly(
            "cluster", "lock", "password", "runtime-" + PostgresBinaries.VERSION, "server.log");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("cluster"))))
        .isEqualTo("rwx------");
  }

  @Test
  void takesOverFromAFormerServerThatCrashed() throws Exception {
    FormerPostgres crashing = FormerPostgres.in(directory);
    FormerData.fill(crashing);
    crashing.crash();
    FormerPostgres recovered = FormerPostgres.in(directory);
    String recoveredRows = FormerData.digest(recovered.uri());
    recovered.crash();

    Postgres postgres = open();

    assertThat(FormerData.digest(postgres.uri())).isEqualTo(recoveredRows);
    await(postgres.close());
  }

  @Test
  void startsWithDataInWhichNoServerHasMadeTables() {
    FormerPostgres.in(directory).close();

    Postgres postgres = open();

    await(postgres.database().ping());
    await(postgres.close());
    assertThat(names()).doesNotContain("cluster.former", "cluster.17");
  }

  /** Lines of the log, behind each of which the process is killed, and its Postgres is not. */
  @ParameterizedTest
  @ValueSource(strings = {"begun", "one_time_pre_key: ", "mailbox: ", "writing all", "complete"})
  void isRepeatedOrFinishedAfterTheProcessWasKilled(String line) throws Exception {
    copyFilled();
    KilledUpgrade.behind(line, directory);

    Postgres postgres = open();

    assertThat(FormerData.digest(postgres.uri())).isEqualTo(before);
    await(postgres.close());
    assertThat(names()).doesNotContain("cluster.former", "cluster.upgrade");
  }

  @Test
  void isFinishedWhereItEndedBeforeTheCopyGotItsName() throws Exception {
    copyFilled();
    await(open().close());
    Files.move(directory.resolve("cluster"), directory.resolve("cluster.upgrade"));
    Files.createDirectory(directory.resolve("cluster.former"));

    Postgres postgres = open();

    assertThat(FormerData.digest(postgres.uri())).isEqualTo(before);
    await(postgres.close());
    assertThat(names()).doesNotContain("cluster.former", "cluster.upgrade");
  }

  @Test
  void discardsACopyOfDataThatTheFormerServerHasChangedSince() throws Exception {
    copyFilled();
    KilledUpgrade.behind("writing all", directory);
    String changed;
    try (FormerPostgres server = FormerPostgres.in(directory)) {
      execute(server.uri(), "DELETE FROM mailbox WHERE row_id % 2 = 0");
      changed = FormerData.digest(server.uri());
    }

    Postgres postgres = open();

    assertThat(FormerData.digest(postgres.uri())).isEqualTo(changed);
    await(postgres.close());
  }

  @Test
  void refusesToChooseBetweenTwoFormerDataDirectories() throws Exception {
    copyFilled();
    Files.createDirectory(directory.resolve("cluster.former"));

    assertThat(failure(Postgres.open(vertx, settings)))
        .hasMessageContaining("move one of them away");
    assertThat(names()).contains("cluster", "cluster.former");
  }

  @Test
  void namesTheCommandsWhereTheProgramsOfTheFormerServerAreMissing() throws Exception {
    copyFilled();
    try (Stream<Path> all = Files.list(directory)) {
      Files.delete(
          all.filter(path -> path.getFileName().toString().startsWith("runtime-17"))
              .findFirst()
              .orElseThrow());
    }

    assertThat(failure(Postgres.open(vertx, settings)))
        .hasMessage(
            "postgres.embeddedDirectory: its data is of Postgres 17, and this server brings 18; if"
                + " it is older, run 'backup' of the former server and 'restore' of this one");
    assertThat(names()).contains("cluster").doesNotContain("cluster.upgrade");
  }

  @Test
  void setsAsideWhatHoldsMoreThanItsOwnTables() throws Exception {
    copyFilled();
    try (FormerPostgres server = FormerPostgres.in(directory)) {
      execute(server.uri(), "CREATE ROLE operator");
      execute(server.uri(), "CREATE TABLE note (id int)");
    }

    await(open().close());
    await(open().close());

    assertThat(directory.resolve("cluster.17/PG_VERSION")).hasContent("17");
    assertThat(names()).doesNotContain("cluster.former");
  }

  @Test
  void leavesDamagedDataAsTheyAre() throws Exception {
    copyFilled();
    String file;
    try (FormerPostgres server = FormerPostgres.in(directory)) {
      file = FormerData.column(server.uri(), "SELECT pg_relation_filepath('device')");
    }
    flipOneBit(directory.resolve("cluster").resolve(file));

    assertThat(failure(Postgres.open(vertx, settings)))
        .hasMessageContaining("failed, and has changed nothing: it is damaged");

    assertThat(directory.resolve("cluster/PG_VERSION")).hasContent("17");
    assertThat(names()).doesNotContain("cluster.former", "cluster.upgrade");
    assertThat(new ServerProcesses(directory.resolve("cluster")).alive()).isEmpty();
    for (String log : List.of("server.log", "former.log")) {
      assertThat(directory.resolve(log)).content().doesNotContain("COPY \"", "SELECT", "user_hash");
    }
  }

  @Test
  void refusesADiskWithoutRoomForASecondCopy() {
    UpgradeSpace.require(100 << 20, 100 << 20);

    assertThatThrownBy(() -> UpgradeSpace.require(100 << 20, 99 << 20))
        .hasMessage(
            "postgres.embeddedDirectory: the upgrade of its data to Postgres 18 needs 101 MB on its"
                + " disk, and 99 MB are free");
  }

  @Test
  void letsNobodyWriteToTheFormerDataMeanwhile() throws Exception {
    copyFilled();
    try (FormerPostgres reading = FormerPostgres.in(directory, Mode.READ)) {
      assertThatThrownBy(() -> execute(reading.uri(), "DELETE FROM mailbox"))
          .hasMessageContaining("read-only transaction");
    }
  }

  /** As the former server leaves it when it is stopped in order. */
  private void copyFilled() throws IOException {
    filled.copyTo(directory);
    FormerPostgres.linkPrograms(directory);
  }

  private Postgres open() {
    return await(Postgres.open(vertx, settings));
  }

  private List<String> names() {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static String shown(Postgres postgres, String setting) throws SQLException {
    return FormerData.column(postgres.uri(), "SHOW " + setting);
  }

  private static void execute(String uri, String sql) throws SQLException {
    try (Connection connection = FormerData.connected(uri);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void flipOneBit(Path file) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.seek(24);
      int before = content.read();
      content.seek(24);
      content.write(before ^ 1);
    }
  }
}
