package org.messagingserver.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs changes of which those with the same key exclude each other, on all nodes. Waiting for
 * another one holds no connection. Those of one key take their turns by source, and all together
 * have a quarter of the connections at most. May be used from any thread.
 */
public final class ExclusiveTransactions {
  private static final int FIRST_PAUSE_MILLIS = 10;
  private static final int MAX_PAUSE_MILLIS = 500;

  private final Vertx vertx;
  private final Database database;
  private final int maxWaiting;
  private final Duration timeout;
  private final Bulkhead connections;
  private final ConcurrentMap<Long, Key> keys = new ConcurrentHashMap<>();

  /** Those on this node that run or wait under one key. */
  private record Key(Bulkhead bulkhead, int users) {
    Key with(int more) {
      return new Key(bulkhead, users + more);
    }
  }

  /** The outcome of one attempt. */
  private record Attempt<T>(boolean locked, T result) {}

  ExclusiveTransactions(
      Vertx vertx, Database database, int connections, int maxWaiting, Duration timeout) {
    this.vertx = vertx;
    this.database = database;
    this.maxWaiting = maxWaiting;
    this.timeout = timeout;
    this.connections = Bulkhead.shared(vertx, connections, maxWaiting, timeout);
  }

  /**
   * Runs a change in one transaction, while no other with this key runs on any node.
   *
   * @param source for whom
   * @param prepare makes the change, once no other is in its way on this node
   * @return the result once committed, or the change's failure, or {@link StoreException}
   */
  public <T> Future<T> run(
      long key, long source, Supplier<Future<Function<SqlExecutor, Future<T>>>> prepare) {
    long end = System.nanoTime() + timeout.toNanos();
    return acquire(key)
        .run(
            source,
            () ->
                prepare
                    .get()
                    .compose(change -> locked(key, source, change, FIRST_PAUSE_MILLIS, end)))
        .onComplete(done -> release(key));
  }

  /** Runs other work, which excludes nothing, within the same quarter of the connections. */
  <T> Future<T> runShared(long source, Supplier<Future<T>> work) {
    return connections.run(source, work);
  }

  private Bulkhead acquire(long key) {
    return keys.compute(
            key, (same, there) -> (there == null ? new Key(newBulkhead(), 0) : there).with(1))
        .bulkhead();
  }

  private Bulkhead newBulkhead() {
    return Bulkhead.serial(vertx, maxWaiting, timeout);
  }

  private void release(long key) {
    keys.computeIfPresent(key, (same, there) -> there.users() == 1 ? null : there.with(-1));
  }

  /** Where another node has the lock, the connection goes back until the next attempt. */
  private <T> Future<T> locked(
      long key, long source, Function<SqlExecutor, Future<T>> change, int pause, long end) {
    return connections
        .run(source, () -> database.transaction(sqlExecutor -> attempt(sqlExecutor, key, change)))
        .compose(
            attempt -> {
              if (attempt.locked()) {
                return Future.succeededFuture(attempt.result());
              }
              if (System.nanoTime() - end >= 0) {
                return Future.failedFuture(StoreException.unavailable("WaitedTooLong"));
              }
              int next = Math.min(2 * pause, MAX_PAUSE_MILLIS);
              return after(pause).compose(then -> locked(key, source, change, next, end));
            });
  }

  private static <T> Future<Attempt<T>> attempt(
      SqlExecutor sqlExecutor, long key, Function<SqlExecutor, Future<T>> change) {
    return sqlExecutor
        .query("SELECT pg_try_advisory_xact_lock($1) AS locked", Tuple.of(key))
        .compose(
            rows ->
                rows.iterator().next().getBoolean("locked")
                    ? change.apply(sqlExecutor).map(result -> new Attempt<>(true, result))
                    : Future.succeededFuture(new Attempt<>(false, null)));
  }

  /** At random, so that nodes do not meet again and again. */
  private Future<Void> after(int pause) {
    Promise<Void> over = Promise.promise();
    int millis = 1 + pause / 2 + ThreadLocalRandom.current().nextInt(pause);
    vertx.setTimer(millis, due -> over.complete());
    return over.future();
  }
}
