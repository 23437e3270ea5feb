package org.messagingserver.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Runs statements durably: where a future succeeds, what it wrote is committed and on disk. Every
 * future completes within a finite time on the caller's Vert.x context, and fails with {@link
 * StoreException}. May be used from any thread.
 */
public final class Database implements SqlExecutor {
  private final Vertx vertx;
  private final LivePool pool;
  private final int maxWaiting;
  private final Duration timeout;
  private final Bulkhead limited;
  private final Bulkhead reads;
  private final ExclusiveTransactions exclusiveTransactions;

  /**
   * @param connections of the pool
   * @param maxWaiting statements that may wait for a connection
   * @param timeout how long a statement may wait for a connection
   */
  Database(Vertx vertx, LivePool pool, int connections, int maxWaiting, Duration timeout) {
    this.vertx = vertx;
    this.pool = pool;
    this.maxWaiting = maxWaiting;
    this.timeout = timeout;
    int quarter = Math.max(1, connections / 4);
    int anonymous = Math.max(1, connections - 2 * quarter);
    this.limited = Bulkhead.shared(vertx, anonymous, Math.max(1, maxWaiting / 2), timeout);
    this.reads = Bulkhead.shared(vertx, Math.max(1, connections / 2), maxWaiting, timeout);
    this.exclusiveTransactions =
        new ExclusiveTransactions(vertx, this, quarter, Math.max(1, maxWaiting / 4), timeout);
  }

  /**
   * For what strangers may ask for as fast as they like: all that is run by it has half of the
   * connections at most, so that messages are stored and devices registered meanwhile, and half of
   * the queue for them. Sources take turns.
   *
   * @param source for whom
   * @param work keeps its slot until its future completes
   */
  public <T> Future<T> limited(long source, Function<SqlExecutor, Future<T>> work) {
    return limited.run(source, () -> work.apply(this));
  }

  /**
   * The same for requests that are gathered, for the event loop that calls this.
   *
   * @param maxRequests of one statement
   * @param statement see {@link StatementBatcher}
   */
  public <Q, A> StatementBatcher<Q, A> limitedBatches(
      int maxRequests, Function<List<Q>, Future<List<Future<A>>>> statement) {
    return new StatementBatcher<>(
        vertx, limited, Math.max(1, maxWaiting / 2), maxRequests, timeout, statement);
  }

  /**
   * For what devices that are logged in read, once or page after page: all of it has half of the
   * connections at most. So an append waits behind a few of these statements, however many want to
   * read. As many may wait here as statements may. Sources take turns.
   *
   * @param source for whom
   * @param wanted checked before the statement runs; if it is no longer wanted, it fails and is not
   *     run
   */
  public SqlExecutor reads(long source, BooleanSupplier wanted) {
    return (sql, parameters) ->
        reads.run(source, () -> wanted.getAsBoolean() ? query(sql, parameters) : unwanted());
  }

  /**
   * The same for requests that are gathered, for the event loop that calls this.
   *
   * @param maxRequests of one statement
   * @param statement see {@link StatementBatcher}
   */
  public <Q, A> StatementBatcher<Q, A> readBatches(
      int maxRequests, Function<List<Q>, Future<List<Future<A>>>> statement) {
    return new StatementBatcher<>(vertx, reads, maxWaiting, maxRequests, timeout, statement);
  }

  private static <T> Future<T> unwanted() {
    return Future.failedFuture(StoreException.unavailable("Unwanted"));
  }

  /**
   * For what devices that are logged in ask about their own registrations: it shares the
   * connections of changes that exclude each other, so that it takes none from messages.
   *
   * @param source for whom
   * @param work keeps its slot until its future completes
   */
  public <T> Future<T> registrations(long source, Function<SqlExecutor, Future<T>> work) {
    return exclusiveTransactions.runShared(source, () -> work.apply(this));
  }

  /** For changes that exclude each other; they have a quarter of the connections at most. */
  public ExclusiveTransactions exclusiveTransactions() {
    return exclusiveTransactions;
  }

  /** Runs one statement as a transaction; on failure it may have been committed or not. */
  @Override
  public Future<RowSet<Row>> query(String sql, Tuple parameters) {
    return pool.current()
        .preparedQuery(sql)
        .execute(parameters)
        .onFailure(pool::onFailure)
        .recover(SqlStateClassifier::failed);
  }

  /**
   * Runs {@code work} in one transaction: committed when its future succeeds, rolled back when it
   * fails or any of its statements did.
   *
   * @return the result of {@code work} once committed; else its failure, or {@link StoreException}
   */
  public <T> Future<T> transaction(Function<SqlExecutor, Future<T>> work) {
    return connection()
        .compose(
            connection ->
                new RunningTransaction(connection)
                    .run(work)
                    .onFailure(pool::onFailure)
                    .eventually(() -> connection.close().otherwiseEmpty()));
  }

  /** Succeeds when the database answers. */
  public Future<Void> ping() {
    return query("SELECT 1", Tuple.tuple()).mapEmpty();
  }

  /**
   * Succeeds when so many connections are there at once, and fails when one of them cannot be had.
   */
  Future<Void> requireConnections(int connections) {
    List<Future<SqlConnection>> all = Stream.generate(this::connection).limit(connections).toList();
    return Future.join(all)
        .<Void>mapEmpty()
        .eventually(
            () ->
                Future.join(
                        all.stream()
                            .map(one -> one.compose(SqlConnection::close).otherwiseEmpty())
                            .toList())
                    .otherwiseEmpty());
  }

  /** Closes every connection, each after the statement that runs on it. */
  public Future<Void> close() {
    return pool.close();
  }

  /**
   * The pool forgets a request whose time runs out in the moment when its connection arrives. The
   * second clock, a little slower, makes sure that the caller's future completes.
   */
  private Future<SqlConnection> connection() {
    return pool.current()
        .getConnection()
        .timeout(timeout.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS)
        .recover(SqlStateClassifier::failed);
  }
}
