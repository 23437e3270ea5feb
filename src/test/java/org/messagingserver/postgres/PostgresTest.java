package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.messagingserver.postgres.StoreException.Kind;
import org.messagingserver.testkit.TestDatabase;

class PostgresTest extends DatabaseByUri {
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

  /** As behind a cut network: the server does not even learn that the connection is given up. */
  @Test
  void givesStatementsUpThatDoNotReachTheServer() {
    String uri = TestPostgres.newDatabaseUri();
    try (PostgresProxy proxy = new PostgresProxy(uri)) {
      Postgres postgres = await(Postgres.open(vertx, impatient(proxy.uri())));
      await(postgres.database().ping());

      proxy.stall();

      List<Future<Void>> pings =
          Stream.generate(() -> postgres.database().ping()).limit(8).toList();
      assertThat(pings)
          .allSatisfy(ping -> assertThat(refused(ping).kind()).isEqualTo(Kind.UNAVAILABLE));
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

  /** With a statement, not with the start. */
  private static PostgresSettings impatient(String uri) {
    return settings(uri, Duration.ofSeconds(30), Duration.ofSeconds(1));
  }
}
