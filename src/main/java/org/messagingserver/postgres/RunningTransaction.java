package org.messagingserver.postgres;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;

/** One transaction on one connection, from BEGIN to COMMIT or ROLLBACK. */
final class RunningTransaction implements SqlExecutor {
  private final SqlConnection connection;
  private volatile StoreException failure;

  /**
   * Without a handler the connection prints the error that ends it, with the driver's words. The
   * statement under way, or the next one, fails for it anyhow.
   */
  RunningTransaction(SqlConnection connection) {
    this.connection = connection.exceptionHandler(failed -> {});
  }

  <T> Future<T> run(Function<SqlExecutor, Future<T>> work) {
    return connection
        .begin()
        .recover(SqlStateClassifier::failed)
        .compose(
            transaction ->
                Future.<SqlExecutor>succeededFuture(this)
                    .compose(work)
                    .transform(outcome -> end(transaction, outcome)));
  }

  @Override
  public Future<RowSet<Row>> query(String sql, Tuple parameters) {
    return connection
        .preparedQuery(sql)
        .execute(parameters)
        .recover(
            failed -> {
              StoreException known = SqlStateClassifier.of(failed);
              failure = failure == null ? known : failure;
              return Future.failedFuture(known);
            });
  }

  /**
   * A failed statement has ended the transaction on the server, whatever became of its failure in
   * the work; COMMIT would then roll back and not say so.
   */
  private <T> Future<T> end(Transaction transaction, AsyncResult<T> outcome) {
    if (outcome.succeeded() && failure == null) {
      return transaction.commit().recover(SqlStateClassifier::<Void>failed).map(outcome.result());
    }
    Throwable cause = outcome.failed() ? outcome.cause() : failure;
    return transaction.rollback().otherwiseEmpty().compose(done -> Future.failedFuture(cause));
  }
}
