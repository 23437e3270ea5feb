package org.messagingserver.postgres;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/**
 * Keeps an eye on how long the oldest snapshot of the database has been held, by whatever keeps
 * Postgres from removing dead rows: a session, a standby, a replication slot, a prepared
 * transaction. Unknown where the user may not see other sessions.
 */
public final class OldestSnapshotGauge {
  private static final long INTERVAL_MILLIS = 10_000;

  /** A vacuum removes rows whatever snapshot another vacuum holds. */
  private static final String FIND =
      """
      SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next,
             (SELECT coalesce(max(age(held.since)), 0) FROM (
                SELECT backend_xmin FROM pg_stat_activity
                WHERE backend_type <> 'autovacuum worker'
                  AND (datname = current_database() OR backend_type = 'walsender')
                UNION ALL
                SELECT xmin FROM pg_replication_slots
                UNION ALL
                SELECT transaction FROM pg_prepared_xacts WHERE database = current_database()
              ) AS held (since))::bigint AS behind,
             pg_has_role('pg_read_all_stats', 'USAGE') AS complete\
      """;

  private final Vertx vertx;
  private final Database database;
  private final long timer;
  private final SnapshotAge snapshotAge = new SnapshotAge();
  private volatile double seconds = Double.NaN;
  private boolean querying;

  /** Starts at once. */
  public OldestSnapshotGauge(Vertx vertx, Database database, MeterRegistry registry) {
    this(vertx, database, registry, INTERVAL_MILLIS);
  }

  OldestSnapshotGauge(Vertx vertx, Database database, MeterRegistry registry, long intervalMillis) {
    this.vertx = vertx;
    this.database = database;
    Gauge.builder("messaging.postgres.oldest.snapshot", () -> seconds)
        .description("How long the oldest snapshot of the database has been held, as far as known")
        .baseUnit("seconds")
        .register(registry);
    this.timer = vertx.setPeriodic(1, intervalMillis, due -> query());
  }

  private void query() {
    if (querying) {
      return;
    }
    querying = true;
    database
        .query(FIND, Tuple.tuple())
        .onSuccess(rows -> seconds = age(rows.iterator().next()))
        .onFailure(unavailable -> seconds = Double.NaN)
        .onComplete(done -> querying = false);
  }

  private double age(Row row) {
    double age = snapshotAge.after(System.nanoTime(), row.getLong("next"), row.getLong("behind"));
    return row.getBoolean("complete") ? age : Double.NaN;
  }

  /** Asks no more. */
  public void stop() {
    vertx.cancelTimer(timer);
  }
}
