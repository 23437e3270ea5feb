package org.messagingserver.tools.localcluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;

/** Runs statements of superusers, each on a new connection. Its methods block. */
final class Sql {
  private Sql() {}

  /** Returns the first column of the only row. */
  static Object value(Vertx vertx, String uri, String query) throws InterruptedException {
    return Futures.await(
        PgConnection.connect(vertx, PgConnectOptions.fromUri(uri))
            .compose(connection -> first(connection, query).eventually(connection::close))
            .map(row -> row.getValue(0)));
  }

  /** Runs a statement without a result. */
  static void execute(Vertx vertx, String uri, String statement) throws InterruptedException {
    Futures.await(
        PgConnection.connect(vertx, PgConnectOptions.fromUri(uri))
            .compose(
                connection -> connection.query(statement).execute().eventually(connection::close)));
  }

  /** Returns the only row. */
  static Future<Row> first(PgConnection connection, String query) {
    return connection.query(query).execute().map(rows -> rows.iterator().next());
  }

  /** Changes a setting that does not need a restart, on this server alone. */
  static void set(Vertx vertx, String uri, String name, String value) throws InterruptedException {
    String change = "ALTER SYSTEM SET %s = '%s'".formatted(name, value.replace("'", "''"));
    Futures.await(
        PgConnection.connect(vertx, PgConnectOptions.fromUri(uri))
            .compose(
                connection ->
                    connection
                        .query(change)
                        .execute()
                        .compose(set -> first(connection, "SELECT pg_reload_conf()"))
                        .eventually(connection::close)));
  }
}
