package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.postgres.StoreException.Kind;
import org.messagingserver.testkit.Awaits;

@ExtendWith(VertxExtension.class)
class DatabaseTest {
  private static Vertx vertx;
  private static Postgres postgres;
  private static Database database;

  @BeforeAll
  static void open(Vertx given) {
    vertx = given;
    postgres = await(Postgres.open(vertx, TestPostgres.settings(TestPostgres.newDatabaseUri())));
    database = postgres.database();
    run("CREATE TABLE thing (id int PRIMARY KEY, name text NOT NULL)");
  }

  @AfterAll
  static void close() {
    await(postgres.close());
  }

  @Test
  void answersAPing() {
    assertThat(database.ping().toCompletionStage().toCompletableFuture())
        .succeedsWithin(Awaits.LONG);
  }

  @Test
  void commitsWhatItSaysItDid() {
    await(insert(database, 1));

    assertThat(exists(1)).isTrue();
  }

  @Test
  void commitsAllOfATransaction() {
    String result =
        await(
            database.transaction(
                sqlExecutor ->
                    insert(sqlExecutor, 10)
                        .compose(done -> insert(sqlExecutor, 11))
                        .map(done -> "both")));

    assertThat(result).isEqualTo("both");
    assertThat(exists(10)).isTrue();
    assertThat(exists(11)).isTrue();
  }

  @Test
  void rollsBackWhenTheWorkFailsAndSaysWhy() {
    IllegalStateException ours = new IllegalStateException("ours");

    Throwable failure =
        failure(
            database.transaction(
                sqlExecutor -> insert(sqlExecutor, 20).compose(done -> Future.failedFuture(ours))));

    assertThat(failure).isSameAs(ours);
    assertThat(exists(20)).isFalse();
  }

  @Test
  void rollsBackWhenTheWorkThrows() {
    IllegalStateException ours = new IllegalStateException("ours");

    Throwable failure =
        failure(
            database.transaction(
                sqlExecutor -> {
                  throw ours;
                }));

    assertThat(failure).isSameAs(ours);
    await(database.ping());
  }

  @Test
  void neverTakesAFailedStatementForACommit() {
    Throwable failure =
        failure(
            database.transaction(
                sqlExecutor ->
                    insert(sqlExecutor, 30)
                        .compose(done -> insert(sqlExecutor, 30))
                        .otherwiseEmpty()));

    assertThat(failure)
        .isInstanceOfSatisfying(
            StoreException.class, refused -> assertThat(refused.sqlState()).isEqualTo("23505"));
    assertThat(exists(30)).isFalse();
  }

  @Test
  void failsAStatementThatIsWrong() {
    StoreException failure = refused(database.query("SELECT nothing", Tuple.tuple()));

    assertThat(failure.kind()).isEqualTo(Kind.FAILED);
    assertThat(failure.sqlState()).isEqualTo("42703");
    assertThat(failure).hasNoCause().hasMessage("FAILED (SQLSTATE 42703)");
  }

  @Test
  void failsParametersThatDoNotFit() {
    assertThat(refused(database.query("SELECT $1::int", Tuple.of("secret"))))
        .hasMessageNotContaining("secret")
        .extracting(StoreException::kind)
        .isEqualTo(Kind.FAILED);
    assertThat(refused(database.query("SELECT $1::int", Tuple.of(1, 2))).kind())
        .isEqualTo(Kind.FAILED);
  }

  @Test
  void saysThatADeadlockIsAConflict() {
    run("INSERT INTO thing VALUES (40, 'a'), (41, 'b')");
    Promise<Void> firstHolds = Promise.promise();
    Promise<Void> secondHolds = Promise.promise();

    Future<Void> first = locksBoth(40, firstHolds, secondHolds.future(), 41);
    Future<Void> second = locksBoth(41, secondHolds, firstHolds.future(), 40);

    Throwable loser = failure(Future.all(first, second));
    assertThat(((StoreException) loser).kind()).isEqualTo(Kind.CONFLICT);
  }

  @Test
  void saysThatAConnectionThatBreaksUnderAStatementIsUnavailable() {
    Future<?> sleeping = database.query("SELECT pg_sleep(60) /* victim */", Tuple.tuple());
    terminate("%/* victim */%");

    assertThat(refused(sleeping).kind()).isEqualTo(Kind.UNAVAILABLE);
    await(pingAgainAndAgain());
  }

  /** Postgres says that it ends a connection a moment before it does. */
  private static Future<Void> pingAgainAndAgain() {
    return database.ping().recover(broken -> pingAgainAndAgain());
  }

  @Test
  void saysThatAConnectionThatBreaksBeforeTheCommitIsUnavailable() {
    Future<?> transaction =
        database.transaction(
            sqlExecutor ->
                insert(sqlExecutor, 50)
                    .compose(done -> sqlExecutor.query("SELECT pg_backend_pid()", Tuple.tuple()))
                    .compose(
                        rows ->
                            database.query(
                                "SELECT pg_terminate_backend($1, 5000)",
                                Tuple.of(rows.iterator().next().getInteger(0)))));

    assertThat(refused(transaction).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(exists(50)).isFalse();
  }

  @Test
  void answersOnTheContextOfTheCaller() {
    Context context = vertx.getOrCreateContext();
    AtomicReference<Context> answered = new AtomicReference<>();
    Promise<Void> done = Promise.promise();

    context.runOnContext(
        start ->
            database
                .transaction(sqlExecutor -> sqlExecutor.query("SELECT 1", Tuple.tuple()))
                .compose(rows -> database.ping())
                .onSuccess(pong -> answered.set(Vertx.currentContext()))
                .onComplete(done));

    await(done.future());
    assertThat(answered.get()).isSameAs(context);
  }

  @Test
  void setsEachSessionUpToBeDurableAndFinite() {
    assertThat(setting("synchronous_commit")).isEqualTo("on");
    assertThat(setting("plan_cache_mode")).isEqualTo("force_generic_plan");
    assertThat(setting("statement_timeout")).isEqualTo("30s");
    assertThat(setting("idle_in_transaction_session_timeout")).isEqualTo("30s");
    assertThat(setting("application_name")).isEqualTo("messaging-server");
  }

  /** What was planned for an empty table serves on while it grows. */
  @Test
  void findsRowsByTheirIndexHoweverSmallTheTableWas() {
    for (int run = 0; run < 10; run++) {
      await(insert(database, 1000 + run));
    }

    assertThat(await(database.query("EXPLAIN SELECT FROM thing WHERE id = $1", Tuple.of(1000))))
        .first()
        .satisfies(plan -> assertThat(plan.getString(0)).startsWith("Index Only Scan"));
  }

  private static Future<Void> locksBoth(
      int mine, Promise<Void> holding, Future<Void> otherHolds, int other) {
    return database.transaction(
        sqlExecutor ->
            lock(sqlExecutor, mine)
                .onSuccess(done -> holding.complete())
                .compose(done -> otherHolds)
                .compose(done -> lock(sqlExecutor, other)));
  }

  private static Future<Void> lock(SqlExecutor sqlExecutor, int id) {
    return sqlExecutor
        .query("SELECT id FROM thing WHERE id = $1 FOR UPDATE", Tuple.of(id))
        .mapEmpty();
  }

  private static void terminate(String like) {
    String sql =
        """
        SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity
        WHERE query LIKE $1 AND pid <> pg_backend_pid() AND state = 'active'""";
    long ended = 0;
    while (ended == 0) {
      ended = await(database.query(sql, Tuple.of(like))).iterator().next().getLong("ended");
    }
  }

  private static Future<Void> insert(SqlExecutor sqlExecutor, int id) {
    return sqlExecutor.query("INSERT INTO thing VALUES ($1, 'x')", Tuple.of(id)).mapEmpty();
  }

  private static boolean exists(int id) {
    return await(database.query("SELECT 1 FROM thing WHERE id = $1", Tuple.of(id))).size() == 1;
  }

  private static String setting(String name) {
    return await(database.query("SELECT current_setting($1)", Tuple.of(name)))
        .iterator()
        .next()
        .getString(0);
  }

  private static void run(String sql) {
    await(database.query(sql, Tuple.tuple()));
  }

  private static StoreException refused(Future<?> future) {
    return catchThrowableOfType(
        StoreException.class,
        () -> {
          throw failure(future);
        });
  }
}
