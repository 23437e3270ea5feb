package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.messagingserver.testkit.TestDatabase;

/** What tables a start makes, changes, and accepts as they are. */
class SchemaRightsTest extends DatabaseByUri {
  @Test
  void makesTheTablesInAnEmptyDatabase() {
    Postgres postgres = await(Postgres.open(vertx, settings(TestPostgres.newDatabaseUri())));

    await(
        postgres.database().query("SELECT FROM device, one_time_pre_key, mailbox", Tuple.tuple()));
    await(postgres.close());
  }

  @Test
  void leavesTheRowsOfAFilledDatabaseAlone() {
    String uri = TestPostgres.newDatabaseUri();
    Postgres first = await(Postgres.open(vertx, settings(uri)));
    String insert = "INSERT INTO device VALUES (gen_random_uuid(), 1, 2, gen_random_uuid(), '3')";
    await(first.database().query(insert, Tuple.tuple()));
    await(first.close());

    Postgres second = await(Postgres.open(vertx, settings(uri)));

    assertThat(await(second.database().query("SELECT FROM device", Tuple.tuple())).size())
        .isEqualTo(1);
    await(second.close());
  }

  @Test
  void letsSeveralNodesMigrateAtOnce() {
    String uri = TestPostgres.newDatabaseUri();

    Future<Postgres> first = Postgres.open(vertx, settings(uri));
    Future<Postgres> second = Postgres.open(vertx, settings(uri));
    Future<Postgres> third = Postgres.open(vertx, settings(uri));

    await(Future.join(first, second, third));
    await(Future.join(first.result().close(), second.result().close(), third.result().close()));
  }

  @Test
  void refusesADatabaseThatHoldsSomethingElse() {
    String uri = TestPostgres.newDatabaseUri();
    Postgres postgres = await(Postgres.open(vertx, settings(uri)));
    await(postgres.database().query("DROP TABLE flyway_schema_history", Tuple.tuple()));
    await(postgres.close());

    assertThat(refused(uri))
        .isEqualTo(
            "postgres.uri: the tables could not be brought up to date"
                + " (NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE)");
  }

  @Test
  void saysThatTheUserMayNotMakeTables() {
    TestPostgres.execute("CREATE ROLE weak LOGIN PASSWORD 'weak'");
    String uri = TestPostgres.newDatabaseUri().replaceFirst("//[^@]+@", "//weak:weak@");

    assertThat(refused(uri))
        .isEqualTo("postgres.uri: the tables could not be brought up to date (SQLSTATE 42501)");
  }

  @Test
  void startsOnTablesThatAnotherMadeWhereItMayNot() {
    String uri = TestPostgres.newDatabaseUri();

    assertThat(await(Postgres.migrate(vertx, settings(uri), line -> {}))).isEqualTo("8");

    await(await(Postgres.open(vertx, lookingOnly(uri))).close());
  }

  @Test
  void makesNoTablesWhereItMayNot() {
    String uri = TestPostgres.newDatabaseUri();

    assertThat(refused(uri, lookingOnly(uri)))
        .isEqualTo(
            "postgres.migrate: there are no tables, but this server needs version 8;"
                + " bring them there by: migrate");
    try (TestDatabase database = new TestDatabase(uri)) {
      assertThat(database.column("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
          .isEmpty();
    }
  }

  @Test
  void refusesTablesThatAreBehindWhereItMayNotBringThemUpToDate() {
    String uri = TestPostgres.newDatabaseUri();
    await(Postgres.migrate(vertx, settings(uri), line -> {}));
    try (TestDatabase database = new TestDatabase(uri)) {
      database.execute("DELETE FROM flyway_schema_history WHERE version = '8'");
    }

    assertThat(refused(uri, lookingOnly(uri)))
        .isEqualTo(
            "postgres.migrate: the tables are of version 7, but this server needs version 8;"
                + " bring them there by: migrate");
  }

  @Test
  void refusesTablesThatWereMadeByOtherStepsWhereItOnlyLooks() {
    String uri = TestPostgres.newDatabaseUri();
    await(Postgres.migrate(vertx, settings(uri), line -> {}));
    try (TestDatabase database = new TestDatabase(uri)) {
      database.execute("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '2'");
    }

    assertThat(refused(uri, lookingOnly(uri)))
        .isEqualTo(
            "postgres.uri: the tables are not those that this server knows (VALIDATE_ERROR)");
  }

  /** Else no node of the version before could come back while a new one is rolled out. */
  @Test
  void startsOnTablesThatAreNewer() {
    String uri = TestPostgres.newDatabaseUri();
    await(Postgres.migrate(vertx, settings(uri), line -> {}));
    try (TestDatabase database = new TestDatabase(uri)) {
      database.execute(
          """
          INSERT INTO flyway_schema_history
          SELECT 99, '99', 'to come', type, 'V99__to_come.sql', 1, installed_by, now(), 1, true
          FROM flyway_schema_history WHERE version = '2'""");
    }

    await(await(Postgres.open(vertx, lookingOnly(uri))).close());
    await(await(Postgres.open(vertx, settings(uri))).close());
    assertThat(await(Postgres.migrate(vertx, settings(uri), line -> {}))).isEqualTo("99");
  }

  private static PostgresSettings lookingOnly(String uri) {
    return new PostgresSettings(
        Optional.of(uri), 2, Path.of("unused"), 100, PATIENCE, PATIENCE, false);
  }
}
