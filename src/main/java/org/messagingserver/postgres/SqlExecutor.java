package org.messagingserver.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** Sends statements; within a transaction, those of that transaction. */
@FunctionalInterface
public interface SqlExecutor {

  /**
   * Runs one prepared statement.
   *
   * @param sql with parameters {@code $1}, {@code $2}, …; a constant, since each text is prepared
   *     once on each connection
   * @return the rows, or a failure with {@link StoreException}
   */
  Future<RowSet<Row>> query(String sql, Tuple parameters);
}
