package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.postgres.StoreException.Kind;
import org.messagingserver.testkit.TestDatabase;

@ExtendWith(VertxExtension.class)
class PostgresTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static Vertx vertx;

  @BeforeAll
  static void open(Vertx given) {
    vertx = given;
  }

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
  void crashesNobodyElsesServer() {
    String uri = TestPostgres.newDatabaseUri();
    Postgres postgres = await(Postgres.open(vertx, settings(uri)));

    assertThat(failure(postgres.crash())).isInstanceOf(IllegalStateException.class);
    assertThat(postgres.uri()).isEqualTo(uri);
    await(postgres.database().ping());
    await(postgres.close());
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

    assertThat(await(Postgres.migrate(vertx, settings(uri), line -> {}))).isEqualTo("3");

    await(await(Postgres.open(vertx, lookingOnly(uri))).close());
  }

  @Test
  void makesNoTablesWhereItMayNot() {
    String uri = TestPostgres.newDatabaseUri();

    assertThat(refused(uri, lookingOnly(uri)))
        .isEqualTo(
            "postgres.migrate: there are no tables, but this server needs version 3;"
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
      database.execute("DELETE FROM flyway_schema_history WHERE version = '3'");
    }

    assertThat(refused(uri, lookingOnly(uri)))
        .isEqualTo(
            "postgres.migrate: the tables are of version 2, but this server needs version 3;"
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

  @Test
  void refusesAWrongPasswordAtOnce() {
    String uri = TestPostgres.newDatabaseUri();

    assertThat(refused(uri.replaceFirst(":[^:@]+@", ":wrong@")))
        .isEqualTo("postgres.uri: the database refused the user or password");
    assertThat(refused(uri.replaceFirst(":[^:@]+@", "@")))
        .isEqualTo("postgres.uri: the database refused the user or password");
  }

  @Test
  void refusesADatabaseThatDoesNotExistAtOnce() {
    assertThat(refused(TestPostgres.uri("nowhere")))
        .isEqualTo("postgres.uri: there is no such database");
  }

  @Test
  void givesUpWhereNobodyAnswers() throws IOException {
    String uri = "postgresql://me:secret@127.0.0.1:" + LoopbackPorts.anyFree() + "/db";

    long begin = System.nanoTime();
    Throwable failure =
        failure(Postgres.open(vertx, settings(uri, Duration.ofSeconds(1), Duration.ofSeconds(30))));

    assertThat(failure)
        .hasMessage(
            "postgres.uri: no answer from the database within 1 s"
                + " (nothing accepts connections there)");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(25));
  }

  @Test
  void startsOnlyWithItsWholePool() {
    TestPostgres.execute("CREATE ROLE limited LOGIN PASSWORD 'few' CONNECTION LIMIT 3");
    String uri = TestPostgres.newDatabaseUri();
    String database = uri.substring(uri.lastIndexOf('/') + 1);
    TestPostgres.execute("ALTER DATABASE " + database + " OWNER TO limited");
    String limited = uri.replaceFirst("//[^@]+@", "//limited:few@");

    assertThat(
            failure(
                Postgres.open(
                    vertx,
                    new PostgresSettings(
                        Optional.of(limited),
                        4,
                        Path.of("unused"),
                        100,
                        Duration.ofSeconds(3),
                        PATIENCE,
                        true))))
        .hasMessage(
            "postgres.uri: the database has too few connections left for postgres.poolSize (4);"
                + " add some there, or have fewer here");
  }

  @Test
  void waitsForADatabaseThatComesLate() throws IOException {
    String uri = TestPostgres.newDatabaseUri();
    int port = LoopbackPorts.anyFree();
    String late = PostgresProxy.through(uri, port);
    Future<Postgres> opening = Postgres.open(vertx, settings(late));
    await(vertx.timer(300));
    assertThat(opening.isComplete()).isFalse();

    try (PostgresProxy comes = new PostgresProxy(uri, port)) {
      assertThat(comes.uri()).isEqualTo(late);
      await(await(opening).close());
    }
  }

  @Test
  void givesAStatementUpWhoseConnectionHasFallenSilent() {
    String uri = TestPostgres.newDatabaseUri();
    try (PostgresProxy proxy = new PostgresProxy(uri)) {
      Postgres postgres = await(Postgres.open(vertx, impatient(proxy.uri())));

      proxy.fallSilent();

      assertThat(refused(postgres.database().ping()).kind()).isEqualTo(Kind.UNAVAILABLE);
      await(postgres.close());
    }
  }

  @Test
  void givesAStatementUpThatTakesTooLong() {
    Postgres postgres = await(Postgres.open(vertx, impatient(TestPostgres.newDatabaseUri())));

    StoreException failure =
        refused(postgres.database().query("SELECT pg_sleep(60)", Tuple.tuple()));

    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure.sqlState()).isEqualTo("57014");
    await(postgres.close());
  }

  @Test
  void refusesMoreStatementsThanMayWait() {
    PostgresSettings narrow =
        new PostgresSettings(
            Optional.of(TestPostgres.newDatabaseUri()),
            1,
            Path.of("unused"),
            1,
            Duration.ofSeconds(15),
            Duration.ofSeconds(15),
            true);
    Postgres postgres = await(Postgres.open(vertx, narrow));
    Database database = postgres.database();

    Future<?> first = database.query("SELECT pg_sleep(1)", Tuple.tuple());
    Future<?> second = database.ping();
    Future<?> third = database.ping();

    assertThat(refused(third).kind()).isEqualTo(Kind.UNAVAILABLE);
    await(Future.all(first, second));
    await(postgres.close());
  }

  @Test
  void finishesWhatRunsBeforeItCloses() {
    String uri = TestPostgres.newDatabaseUri();
    Postgres postgres = await(Postgres.open(vertx, settings(uri)));
    Future<?> running;
    Future<Void> closed;
    try (TestDatabase other = new TestDatabase(uri)) {
      other.execute("SELECT pg_advisory_lock(1)");
      running = postgres.database().query("SELECT pg_advisory_lock(1)", Tuple.tuple());
      Notes.awaitActive(postgres, "SELECT pg_advisory_lock(1)", "Lock");

      closed = postgres.close();
    }

    await(running);
    await(closed);
    assertThat(refused(postgres.database().ping()).kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void refusesAServerThatIsNotDurable() {
    String uri = TestPostgres.newDatabaseUri();
    for (String setting : new String[] {"fsync", "full_page_writes"}) {
      Postgres postgres = await(Postgres.open(vertx, settings(uri)));
      change("ALTER SYSTEM SET " + setting + " = off", postgres, setting, "off");

      assertThat(refused(uri))
          .isEqualTo(
              "postgres.uri: the database runs with fsync or full_page_writes off"
                  + " and would lose what it committed");

      change("ALTER SYSTEM RESET " + setting, postgres, setting, "on");
      await(postgres.close());
    }
  }

  @Test
  void staysOpenWhileTheVerticleThatOpenedItStopsAlthoughVertxIsClosing() {
    AtomicReference<Future<Void>> pinged = new AtomicReference<>();
    PostgresSettings settings = settings(TestPostgres.newDatabaseUri());
    VerticleBase opener =
        new VerticleBase() {
          private Postgres postgres;

          @Override
          public Future<?> start() {
            return Postgres.open(vertx, settings).onSuccess(opened -> postgres = opened);
          }

          @Override
          public Future<?> stop() {
            pinged.set(postgres.database().ping());
            return pinged.get().eventually(postgres::close);
          }
        };
    Vertx closing = Vertx.vertx();
    await(closing.deployVerticle(opener));

    await(closing.close());

    assertThat(pinged.get().succeeded()).isTrue();
  }

  private static void change(String sql, Postgres postgres, String setting, String value) {
    TestPostgres.execute(sql);
    TestPostgres.execute("SELECT pg_reload_conf()");
    String ask = "SELECT 1 WHERE current_setting($1) = $2";
    Tuple parameters = Tuple.of(setting, value);
    while (await(postgres.database().query(ask, parameters)).size() == 0) {
      Thread.onSpinWait();
    }
  }

  /** The one line with which a database is refused, without a secret in it. */
  private static String refused(String uri) {
    return refused(uri, settings(uri));
  }

  private static String refused(String uri, PostgresSettings settings) {
    Throwable failure = failure(Postgres.open(vertx, settings));
    assertThat(failure).isInstanceOf(PostgresStartException.class).hasNoCause();
    assertThat(failure)
        .hasMessageNotContainingAny(
            uri.substring(uri.indexOf("//") + 2, uri.indexOf('@')), LoopbackPorts.HOST);
    return failure.getMessage();
  }

  private static StoreException refused(Future<?> future) {
    return (StoreException) failure(future);
  }

  private static PostgresSettings settings(String uri) {
    return TestPostgres.settings(uri);
  }

  private static PostgresSettings lookingOnly(String uri) {
    return new PostgresSettings(
        Optional.of(uri), 2, Path.of("unused"), 100, PATIENCE, PATIENCE, false);
  }

  /** With a statement, not with the start. */
  private static PostgresSettings impatient(String uri) {
    return settings(uri, Duration.ofSeconds(30), Duration.ofSeconds(1));
  }

  private static PostgresSettings settings(String uri, Duration connect, Duration timeout) {
    return new PostgresSettings(
        Optional.of(uri), 2, Path.of("unused"), 100, connect, timeout, true);
  }
}
