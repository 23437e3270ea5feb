package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.KeyTaker;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;
import org.messagingserver.testkit.TestStore;

/** A database copied to a file and back, for databases that are reached by their uri. */
class BackupCommandTest {
  private static final List<String> MESSAGES =
      IntStream.range(0, 20).mapToObj(i -> "m" + i).toList();

  @TempDir Path directory;
  private final Printed backup = new Printed(BackupCommand::backup);
  private final Printed restore = new Printed(BackupCommand::restore);
  private final TestServer server =
      TestServer.start(new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
  private final Identity offline = Identity.generate();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void bringsBackWhatWaitsInItsOrderAndHandsOutNoOneTimeKeyThatTheFormerMayHave()
      throws IOException {
    fill();
    backup.run(0, file(), "-conf", conf(server.databaseUri()));
    String restored = TestPostgres.newDatabaseUri();

    restore.run(0, file(), "-conf", conf(restored));

    try (TestServer second = on(restored)) {
      RawSocket stranger = RawSocket.open(second);
      Mail.deliver(stranger, offline, "behind them");
      assertThat(keyTaken(second)).isEmpty();
      RawSocket recipient = RawSocket.open(second).logIn(offline, 1);
      assertThat(Mail.take(recipient, MESSAGES.size())).isEqualTo(MESSAGES);
      assertThat(Mail.takeOne(recipient)).isEqualTo("behind them");
    }
  }

  @Test
  void keepsOneTimeKeysWhereTheFormerDatabaseIsGone() throws IOException {
    fill();
    backup.run(0, file(), "-conf", conf(server.databaseUri()));
    server.stop();
    String restored = TestPostgres.newDatabaseUri();

    restore.run(0, file(), "-moved", "-conf", conf(restored));

    try (TestServer second = on(restored)) {
      assertThat(keyTaken(second)).containsExactly(Buffer.buffer("one-time 1"));
    }
  }

  @Test
  void holdsOneMomentAndNothingThatCameLater() throws IOException {
    fill();
    backup.run(0, file(), "-conf", conf(server.databaseUri()));
    Mail.deliver(RawSocket.open(server), offline, "later");
    String restored = TestPostgres.newDatabaseUri();

    restore.run(0, file(), "-conf", conf(restored));

    try (TestDatabase tables = new TestDatabase(restored)) {
      assertThat(tables.number("SELECT count(*) FROM mailbox")).isEqualTo(MESSAGES.size());
    }
  }

  @Test
  void saysHowMuchItWroteAndWhatIsNotInIt() throws IOException {
    fill();

    List<String> lines = backup.run(0, file(), "-conf", conf(server.databaseUri()));

    assertThat(lines).contains("mailbox: 20 rows", "one_time_pre_key: 1 rows");
    assertThat(lines)
        .last()
        .isEqualTo(
            "%s is whole; only keyset %s opens it, which is not in it"
                .formatted(file(), server.vault().id()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file()))))
        .isEqualTo("rw-------");
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void givesTheCopyAnIdentityOfItsOwnSoThatNodesOfBothStayApart() throws IOException {
    String restored = restored();

    try (TestDatabase first = new TestDatabase(server.databaseUri());
        TestDatabase second = new TestDatabase(restored)) {
      String keyset = "SELECT keyset_id FROM deployment";
      String deployment = "SELECT deployment_id FROM deployment";
      assertThat(second.column(keyset)).isEqualTo(first.column(keyset));
      assertThat(second.column(deployment)).hasSize(1).isNotEqualTo(first.column(deployment));
    }
  }

  @Test
  void leavesADatabaseAloneThatIsInUse() throws IOException {
    String restored = restored();

    assertThat(restore.complaint(1, file(), "-conf", conf(restored)))
        .isEqualTo("restore: this database is in use already; restore into an empty one");
  }

  @Test
  void restoresNothingOfAFileThatIsDamagedInItsMiddle() throws IOException {
    fill();
    backup.run(0, file(), "-conf", conf(server.databaseUri()));
    byte[] bytes = Files.readAllBytes(Path.of(file()));
    bytes[bytes.length / 2] ^= 1;
    Files.write(Path.of(file()), bytes);
    String target = TestPostgres.newDatabaseUri();

    assertThat(restore.code(file(), "-conf", conf(target))).isEqualTo(1);

    try (TestDatabase tables = new TestDatabase(target)) {
      assertThat(tables.number("SELECT count(*) FROM deployment")).isZero();
      assertThat(tables.number("SELECT count(*) FROM mailbox")).isZero();
    }
  }

  @Test
  void refusesAFileThatWasCutShortOrIsNoBackup() throws IOException {
    backup.run(0, file(), "-conf", conf(server.databaseUri()));
    byte[] bytes = Files.readAllBytes(Path.of(file()));
    Path half = Files.write(directory.resolve("half"), java.util.Arrays.copyOf(bytes, 500));
    Path text = Files.writeString(directory.resolve("text"), "no backup");

    for (Path unusable : List.of(half, text)) {
      assertThat(restore.complaint(1, unusable.toString(), "-conf", conf(database())))
          .isEqualTo("restore: " + unusable + ": is no backup, or was cut short");
    }
    assertThat(restore.complaint(1, directory + "/nowhere", "-conf", conf(database())))
        .isEqualTo("restore: " + directory + "/nowhere: there is no such file or directory");
  }

  @Test
  void refusesABackupOfTablesThatItDoesNotKnowYet() throws IOException {
    try (TestDatabase tables = new TestDatabase(server.databaseUri())) {
      tables.execute(
          """
          INSERT INTO flyway_schema_history
            (installed_rank, version, description, type, script, installed_by, execution_time,
             success)
          VALUES (99, '99', 'later', 'SQL', 'V99', 'later', 1, true)""");
    }
    backup.run(0, file(), "-conf", conf(server.databaseUri()));

    assertThat(restore.complaint(1, file(), "-conf", conf(database())))
        .matches(
            "restore: postgres.uri: the rows are for tables of version 99, and this server knows"
                + " them up to \\d+; take a newer one");
  }

  @Test
  void refusesToWriteOverAFileAndToWriteWhereThereIsNoDirectory() throws IOException {
    Path there = Files.writeString(directory.resolve("there"), "precious");

    assertThat(backup.complaint(1, there.toString(), "-conf", conf(server.databaseUri())))
        .isEqualTo("backup: " + there + ": exists already; give another name");
    assertThat(there).hasContent("precious");
    String nowhere = directory.resolve("no/such/file").toString();
    assertThat(backup.complaint(1, nowhere, "-conf", conf(server.databaseUri())))
        .isEqualTo("backup: " + nowhere + ": there is no such file or directory");
  }

  @Test
  void refusesAKeysetThatDoesNotOpenTheBackup() throws IOException {
    backup.run(0, file(), "-conf", conf(server.databaseUri()));
    TestStore.newVault();
    Path other = directory.resolve("other.json");
    new Printed(KeysCommand::run)
        .run(0, "make", "-conf", written(new JsonObject().put("keys", keys(other))));

    assertThat(
            restore.complaint(
                1,
                file(),
                "-conf",
                written(
                    new JsonObject()
                        .put("keys", keys(other))
                        .put("postgres", new JsonObject().put("uri", database())))))
        .isEqualTo(
            "restore: keys.file %s: is another keyset than %s, which alone opens this backup"
                .formatted(other, server.vault().id()));
  }

  @Test
  void saysThatThereIsNothingToCopyYet() throws IOException {
    assertThat(backup.complaint(1, file(), "-conf", conf(database())))
        .isEqualTo("backup: no server has used this database yet: there is nothing in it");
    String missing = directory.resolve("postgres").toString();
    JsonObject embedded = new JsonObject().put("embeddedDirectory", missing);
    assertThat(
            backup.complaint(
                1, file(), "-conf", written(new JsonObject().put("postgres", embedded))))
        .startsWith("backup: postgres.embeddedDirectory: holds no database that can be read");
    assertThat(directory.resolve("postgres")).doesNotExist();
    assertThat(Path.of(file())).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-conf x", "a b", "a -conf", "a -moved -conf x y"})
  void refusesOtherArguments(String arguments) {
    assertThat(restore.complaint(2, arguments.isEmpty() ? new String[0] : arguments.split(" ")))
        .isEqualTo("restore: unknown arguments; see --help");
  }

  private void fill() {
    Requests.registered(server, offline, 1, "one-time 1").close();
    RawSocket sender = RawSocket.open(server);
    MESSAGES.forEach(text -> Mail.deliver(sender, offline, text));
  }

  private String restored() throws IOException {
    backup.run(0, file(), "-conf", conf(server.databaseUri()));
    String target = TestPostgres.newDatabaseUri();
    restore.run(0, file(), "-conf", conf(target));
    return target;
  }

  private List<Buffer> keyTaken(TestServer from) {
    KeyTaker taker = new KeyTaker(offline.userId());
    taker.take(RawSocket.open(from), 1);
    return taker.takenKeys();
  }

  private TestServer on(String uri) {
    return TestServer.start(
        new JsonObject()
            .put("postgres", new JsonObject().put("uri", uri))
            .put("keys", keys(server.vaultSettings().file())));
  }

  private static String database() {
    return TestPostgres.newDatabaseUri();
  }

  private static JsonObject keys(Path file) {
    return new JsonObject().put("file", file.toString());
  }

  private String file() {
    return directory.resolve("messaging.backup").toString();
  }

  private String conf(String uri) throws IOException {
    return written(
        new JsonObject()
            .put("keys", keys(server.vaultSettings().file()))
            .put("postgres", new JsonObject().put("uri", uri)));
  }

  private String written(JsonObject config) throws IOException {
    return Files.writeString(directory.resolve("server.json"), config.encode()).toString();
  }
}
