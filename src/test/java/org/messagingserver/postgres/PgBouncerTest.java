package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind a real PgBouncer, in each of its modes; CI has one. */
@ExtendWith(VertxExtension.class)
class PgBouncerTest {
  private static final String POOLER =
      "postgres.uri: a pooler like PgBouncer keeps this server's settings or statements from the"
          + " database; add the parameter pgbouncer=true";

  private static Vertx vertx;
  @TempDir Path directory;

  @BeforeAll
  static void open(Vertx given) {
    assumeThat(PgBouncer.isInstalled()).as("PgBouncer is installed").isTrue();
    vertx = given;
  }

  /** More statements at once than it has connections, and more kinds than one session prepares. */
  @ParameterizedTest
  @ValueSource(strings = {"transaction", "session"})
  void worksWhereTheUriSaysSo(String mode) throws Exception {
    try (PgBouncer bouncer = start(mode, "")) {
      Postgres first = await(Postgres.open(vertx, settings(bouncer.uri() + "?pgbouncer=true")));
      Postgres second = await(Postgres.open(vertx, settings(bouncer.uri() + "?pgbouncer=true")));

      await(Future.all(List.of(work(first), work(second))));

      await(first.close());
      await(second.close());
    }
  }

  @Test
  void refusesToHaveStatementsPooled() throws Exception {
    try (PgBouncer bouncer = start("statement", "")) {
      assertThat(refused(bouncer.uri() + "?pgbouncer=true"))
          .isEqualTo(
              "postgres.uri: PgBouncer pools statements, but transactions are needed; set its"
                  + " pool_mode to transaction or session");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"transaction", "session"})
  void saysWhatToDoWhereItIsNotToldOfIt(String mode) throws Exception {
    try (PgBouncer bouncer = start(mode, "")) {
      assertThat(refused(bouncer.uri())).isEqualTo(POOLER);
    }
    String ignored =
        "extra_float_digits,enable_seqscan,plan_cache_mode,statement_timeout,synchronous_commit,"
            + "idle_in_transaction_session_timeout";
    try (PgBouncer bouncer = start(mode, "ignore_startup_parameters = " + ignored)) {
      assertThat(refused(bouncer.uri())).isEqualTo(POOLER);
    }
  }

  @Test
  void saysThatItHasTooFewConnections() throws Exception {
    try (PgBouncer bouncer = start("transaction", "max_client_conn = 2")) {
      assertThat(refused(bouncer.uri() + "?pgbouncer=true"))
          .isEqualTo(
              "postgres.uri: PgBouncer has too few connections left (max_client_conn) for"
                  + " postgres.poolSize (4); add some there, or have fewer here");
    }
  }

  private static Future<?> work(Postgres postgres) {
    return Future.all(
        IntStream.range(0, 100)
            .mapToObj(
                number ->
                    number % 2 == 0
                        ? statement(postgres.database(), number)
                        : postgres.database().transaction(all -> statement(all, number)))
            .toList());
  }

  private static Future<Integer> statement(SqlExecutor sqlExecutor, int number) {
    return sqlExecutor
        .query("SELECT $1::int + " + number % 7 + " AS sum", Tuple.of(number))
        .map(rows -> rows.iterator().next().getInteger("sum"))
        .map(
            sum -> {
              assertThat(sum).isEqualTo(number + number % 7);
              return sum;
            });
  }

  private PgBouncer start(String mode, String more) throws Exception {
    return PgBouncer.start(directory.resolve(mode + more.length()), mode, more);
  }

  private static String refused(String uri) {
    return failure(Postgres.open(vertx, settings(uri))).getMessage();
  }

  private static PostgresSettings settings(String uri) {
    return new PostgresSettings(
        Optional.of(uri),
        4,
        Path.of("unused"),
        1000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        true);
  }
}
