package org.messagingserver.mailbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import org.messagingserver.postgres.Database;

/**
 * Keeps an eye on how many messages wait in the store, those of all nodes together: Postgres' own
 * estimate, since counting would read every mailbox. Unknown until it has answered, and while it
 * does not.
 */
public final class MailboxDepthGauge {
  private static final long INTERVAL_MILLIS = 10_000;

  private final Vertx vertx;
  private final Database database;
  private final long timer;
  private volatile double messages = Double.NaN;
  private boolean querying;

  /** Starts at once. */
  public MailboxDepthGauge(Vertx vertx, Database database, MeterRegistry registry) {
    this.vertx = vertx;
    this.database = database;
    Gauge.builder("messaging.mailbox.messages", () -> messages)
        .description("Messages that wait in the store, of all nodes, as Postgres estimates")
        .register(registry);
    this.timer = vertx.setPeriodic(1, INTERVAL_MILLIS, due -> query());
  }

  private void query() {
    if (querying) {
      return;
    }
    querying = true;
    database
        .query(
            "SELECT n_live_tup FROM pg_stat_user_tables WHERE relid = 'mailbox'::regclass",
            Tuple.tuple())
        .onSuccess(rows -> messages = rows.iterator().next().getLong("n_live_tup"))
        .onFailure(unavailable -> messages = Double.NaN)
        .onComplete(done -> querying = false);
  }

  /** Asks no more. */
  public void stop() {
    vertx.cancelTimer(timer);
  }
}
