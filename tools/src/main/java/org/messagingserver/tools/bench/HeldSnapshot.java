package org.messagingserver.tools.bench;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import org.messagingserver.tools.bench.load.Await;

/** A snapshot of the database that is held, as that of a dump, until it is closed. */
final class HeldSnapshot implements AutoCloseable {
  private final PgConnection connection;

  private HeldSnapshot(PgConnection connection) {
    this.connection = connection;
  }

  /** Takes one, in a session without time-outs. */
  static HeldSnapshot take(Vertx vertx, SharedPostgres postgres) {
    HeldSnapshot held = new HeldSnapshot(Await.result(PgConnection.connect(vertx, postgres.uri())));
    held.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
    held.run("SELECT FROM device LIMIT 1");
    return held;
  }

  private void run(String sql) {
    Await.result(connection.query(sql).execute());
  }

  /** Fails if the snapshot has not been held. */
  @Override
  public void close() {
    run("COMMIT");
    Await.result(connection.close());
  }
}
