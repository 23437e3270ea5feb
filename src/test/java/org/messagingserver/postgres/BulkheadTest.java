package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.postgres.StoreException.Kind;
import org.messagingserver.testkit.Awaits;
import org.messagingserver.testkit.TestDatabase;

/** What strangers ask for, on a pool of four connections. */
@ExtendWith(VertxExtension.class)
class BulkheadTest {
  private static final int LOCK = 7;
  private static final String UNTIL_FREE =
      "SELECT pg_advisory_lock(" + LOCK + ")::text, pg_advisory_unlock(" + LOCK + ")";
  private static final int MODEST = 2;

  /** Of one source; there may be as many of four. */
  private static final int WAITING = 125;

  private String uri;
  private Vertx vertx;
  private Postgres postgres;
  private Database database;
  private TestDatabase holder;
  private int thrown;

  /** Somebody holds what each of them wants, so that none of them ends. */
  @BeforeEach
  void hold(Vertx given) {
    uri = TestPostgres.newDatabaseUri();
    vertx = given;
    postgres = await(Postgres.open(vertx, TestPostgres.settings(uri)));
    database = postgres.database();
    holder = new TestDatabase(uri);
    holder.column("SELECT pg_advisory_lock(" + LOCK + ")::text");
  }

  @AfterEach
  void close() {
    holder.close();
    await(postgres.close());
  }

  @Test
  void leavesAConnectionToOthersAndEndsInItsTime() {
    List<Future<RowSet<Row>>> asked = ask(MODEST + WAITING);

    await(database.ping());

    assertThat(asked).noneMatch(Future::isComplete);
    holder.close();
    asked.forEach(Awaits::await);
  }

  /** Neither do strangers keep devices from reading, nor these anybody from the rest. */
  @Test
  void leavesConnectionsToOthersWhenDevicesRead() {
    List<Future<RowSet<Row>>> asked = new ArrayList<>(ask(MODEST + WAITING));
    await(database.reads(0, () -> true).query("SELECT 1", Tuple.tuple()));

    holder.close();
    holder = new TestDatabase(uri);
    asked.forEach(Awaits::await);
    holder.column("SELECT pg_advisory_lock(" + LOCK + ")::text");
    List<Future<RowSet<Row>>> reading =
        Stream.generate(() -> read(() -> true)).limit(MODEST + WAITING).toList();

    await(database.ping());
    await(database.limited(0, one -> one.query("SELECT 1", Tuple.tuple())));

    assertThat(reading).noneMatch(Future::isComplete);
    holder.close();
    reading.forEach(Awaits::await);
  }

  @Test
  void doesNotReadWhatNobodyWantsAnyMore() {
    List<Future<RowSet<Row>>> reading =
        Stream.generate(() -> read(() -> true)).limit(MODEST).toList();
    AtomicBoolean wanted = new AtomicBoolean(true);
    Future<RowSet<Row>> gone = database.reads(0, wanted::get).query("no SQL", Tuple.tuple());

    wanted.set(false);
    holder.close();

    reading.forEach(Awaits::await);
    assertThat(failure(gone))
        .isInstanceOfSatisfying(
            StoreException.class,
            refused -> assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE));
  }

  /** Whoever begins, not whoever ends: a statement may take longer than fifty others. */
  @Test
  void letsSourcesTakeTurns() {
    Bulkhead bulkhead = Bulkhead.shared(vertx, 1, 4 * WAITING, Duration.ofMinutes(1));
    Promise<Void> held = Promise.promise();
    List<Long> begun = new ArrayList<>();
    List<Future<?>> asked = new ArrayList<>(List.of(bulkhead.run(0, held::future)));
    await(
        onOneLoop(
            () -> {
              for (int place = 0; place < WAITING; place++) {
                asked.add(bulkhead.run(1, () -> noted(begun, 1)));
              }
              for (long source = 2; source < 5; source++) {
                long modest = source;
                asked.add(bulkhead.run(modest, () -> noted(begun, modest)));
              }
            }));

    held.complete();
    asked.forEach(Awaits::await);

    assertThat(begun).startsWith(1L, 2L, 3L, 4L, 1L, 1L).hasSize(WAITING + 3);
  }

  private static Future<Void> noted(List<Long> begun, long source) {
    begun.add(source);
    return Future.succeededFuture();
  }

  @Test
  void refusesOneSourceAloneWhichHasItsPlacesTaken() {
    final List<Future<RowSet<Row>>> asked = new ArrayList<>(ask(MODEST + WAITING));

    failure(ask(0L));
    for (long source = 1; source < 4; source++) {
      for (int place = 0; place < WAITING; place++) {
        asked.add(ask(source));
      }
    }

    assertThat(asked).noneMatch(Future::isComplete);
    holder.close();
    asked.forEach(Awaits::await);
  }

  private Future<Void> onOneLoop(Runnable task) {
    Promise<Void> done = Promise.promise();
    vertx.runOnContext(
        turn -> {
          task.run();
          done.complete();
        });
    return done.future();
  }

  @Test
  void refusesWhatIsTooMuchAndTakesMoreLater() {
    final List<Future<RowSet<Row>>> asked = ask(MODEST + WAITING);

    assertThat(failure(ask()))
        .isInstanceOfSatisfying(
            StoreException.class,
            refused -> assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE));
    holder.close();
    asked.forEach(Awaits::await);
    ask(MODEST + WAITING).forEach(Awaits::await);
  }

  /** One after the other, each until the database gives up, they would take minutes. */
  @Test
  void keepsNobodyWaitingForLongWhileTheDatabaseHangs() {
    await(postgres.close());
    PostgresSettings usual = TestPostgres.settings(uri);
    PostgresSettings impatient =
        new PostgresSettings(
            usual.uri(),
            usual.poolSize(),
            usual.embeddedDirectory(),
            usual.maxWaiting(),
            usual.startupTimeout(),
            Duration.ofSeconds(1),
            true);
    postgres = await(Postgres.open(vertx, impatient));
    database = postgres.database();

    ask(MODEST + WAITING).forEach(Awaits::failure);

    holder.close();
    await(ask());
  }

  @Test
  void answersOnTheContextThatAsked() {
    List<Future<RowSet<Row>>> before = ask(MODEST);
    Context context = vertx.getOrCreateContext();
    CompletableFuture<Context> answeredOn = new CompletableFuture<>();
    CompletableFuture<Void> hasAsked = new CompletableFuture<>();

    context.runOnContext(
        turn -> {
          ask().onComplete(done -> answeredOn.complete(Vertx.currentContext()));
          hasAsked.complete(null);
        });
    hasAsked.join();
    holder.close();

    before.forEach(Awaits::await);
    assertThat(answeredOn).succeedsWithin(Awaits.LONG).isSameAs(context);
  }

  @Test
  void givesItsPlaceAwayWhenAStatementFails() {
    holder.close();
    Bulkhead throwing = Bulkhead.shared(vertx, 1, 1, Duration.ofSeconds(1));

    for (int time = 0; time < 2 * MODEST; time++) {
      failure(database.limited(0, one -> one.query("SELECT 1 / (SELECT 0)", Tuple.tuple())));
      failure(throwing.run(0, this::thrown));
    }

    await(ask());
    assertThat(thrown).isEqualTo(2 * MODEST);
  }

  private Future<Void> thrown() {
    thrown++;
    throw new IllegalStateException();
  }

  private List<Future<RowSet<Row>>> ask(int times) {
    return Stream.generate(this::ask).limit(times).toList();
  }

  private Future<RowSet<Row>> ask() {
    return ask(0L);
  }

  private Future<RowSet<Row>> ask(long source) {
    return database.limited(source, executor -> executor.query(UNTIL_FREE, Tuple.tuple()));
  }

  private Future<RowSet<Row>> read(BooleanSupplier wanted) {
    return database.reads(0, wanted).query(UNTIL_FREE, Tuple.tuple());
  }
}
