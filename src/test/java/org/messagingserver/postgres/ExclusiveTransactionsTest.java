package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.postgres.StoreException.Kind;
import org.messagingserver.testkit.Awaits;
import org.messagingserver.testkit.TestDatabase;

/** Two nodes, each with a pool of eight connections, two of them for changes. */
@ExtendWith(VertxExtension.class)
class ExclusiveTransactionsTest {
  private static final long KEY = 7;

  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostRunning = new AtomicInteger();
  private String uri;
  private Vertx vertx;
  private Postgres node;
  private Postgres other;

  @BeforeEach
  void open(Vertx given) {
    uri = TestPostgres.newDatabaseUri();
    vertx = given;
    node = await(Postgres.open(vertx, settings(Duration.ofSeconds(30))));
    other = await(Postgres.open(vertx, settings(Duration.ofSeconds(30))));
  }

  private PostgresSettings settings(Duration timeout) {
    PostgresSettings usual = TestPostgres.settings(uri);
    return new PostgresSettings(
        usual.uri(),
        8,
        usual.embeddedDirectory(),
        usual.maxWaiting(),
        usual.startupTimeout(),
        timeout,
        true);
  }

  @AfterEach
  void close() {
    await(node.close());
    await(other.close());
  }

  @Test
  void excludeThoseWithTheSameKeyOnAllNodes() {
    List<Future<Void>> all = new ArrayList<>();
    for (int time = 0; time < 10; time++) {
      all.add(counted(node));
      all.add(counted(other));
    }

    all.forEach(Awaits::await);

    assertThat(mostRunning).hasValue(1);
  }

  private Future<Void> counted(Postgres of) {
    return change(
        of,
        KEY,
        sqlExecutor -> {
          mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
          return sqlExecutor
              .query("SELECT pg_sleep(0.01)::text", Tuple.tuple())
              .<Void>mapEmpty()
              .onComplete(done -> running.decrementAndGet());
        });
  }

  /** Each of them would hold a connection in wait for a lock that another node has. */
  @Test
  void holdNoConnectionWhileAnotherNodeIsAtIt() {
    TestDatabase holder = new TestDatabase(uri);
    LongStream.range(0, 16)
        .forEach(key -> holder.column("SELECT pg_advisory_lock(" + key + ")::text"));
    List<Future<Void>> held =
        LongStream.range(0, 16)
            .mapToObj(key -> change(node, key, ExclusiveTransactionsTest::nothing))
            .toList();

    await(change(node, 99, ExclusiveTransactionsTest::nothing));
    await(node.database().ping());

    assertThat(held).noneMatch(Future::isComplete);
    holder.close();
    held.forEach(Awaits::await);
  }

  @Test
  void holdNoConnectionWhileOneOfTheSameKeyIsUnderWay() {
    Promise<Void> end = Promise.promise();
    List<Future<Void>> held = new ArrayList<>();
    held.add(change(node, KEY, sqlExecutor -> end.future()));
    for (int time = 0; time < 16; time++) {
      held.add(change(node, KEY, ExclusiveTransactionsTest::nothing));
    }

    await(change(node, 99, ExclusiveTransactionsTest::nothing));

    assertThat(held).noneMatch(Future::isComplete);
    end.complete();
    held.forEach(Awaits::await);
  }

  @Test
  void leaveConnectionsToOthers() {
    Promise<Void> end = Promise.promise();
    List<Future<Void>> held =
        LongStream.range(0, 16)
            .mapToObj(key -> change(node, key, sqlExecutor -> end.future()))
            .toList();

    await(node.database().ping());
    await(node.database().limited(0, one -> one.query("SELECT 1", Tuple.tuple())));

    end.complete();
    held.forEach(Awaits::await);
  }

  @Test
  void giveUpInTheirTime() {
    Postgres impatient = await(Postgres.open(vertx, settings(Duration.ofSeconds(1))));
    TestDatabase holder = new TestDatabase(uri);
    holder.column("SELECT pg_advisory_lock(" + KEY + ")::text");

    assertThat(failure(change(impatient, KEY, ExclusiveTransactionsTest::nothing)))
        .isInstanceOfSatisfying(
            StoreException.class, late -> assertThat(late.kind()).isEqualTo(Kind.UNAVAILABLE));

    holder.close();
    await(change(impatient, KEY, ExclusiveTransactionsTest::nothing));
    await(impatient.close());
  }

  @Test
  void giveTheirPlaceAwayWhenTheyFail() {
    for (int time = 0; time < 5; time++) {
      failure(
          change(
              node,
              KEY,
              sqlExecutor -> {
                throw new IllegalStateException();
              }));
    }

    await(change(node, KEY, ExclusiveTransactionsTest::nothing));
  }

  private static Future<Void> nothing(SqlExecutor sqlExecutor) {
    return Future.succeededFuture();
  }

  private static Future<Void> change(
      Postgres of, long key, Function<SqlExecutor, Future<Void>> change) {
    return of.database().exclusiveTransactions().run(key, 0, () -> Future.succeededFuture(change));
  }
}
