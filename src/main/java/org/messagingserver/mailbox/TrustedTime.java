package org.messagingserver.mailbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.messagingserver.postgres.Database;

/**
 * The time by which messages expire: never more than two hours past the latest that this deployment
 * has seen, regardless of the clock of the database. Postgres' {@code least} and {@code greatest}
 * pass over what is null, so that a lost row leaves the clock alone, and no mailbox unread.
 */
final class TrustedTime {
  /** For statements, which look it up once each: by the primary key, as sessions scan no table. */
  static final String NOW =
      "least(now(), (SELECT seen FROM trusted_time WHERE only_row) + interval '2 hours')";

  /** From when what is stored now is kept for its time: a clock that is behind shortens nothing. */
  static final String LATEST = "greatest(now(), (SELECT seen FROM trusted_time WHERE only_row))";

  private static final String COLUMNS = "step, seen, agreed_seconds, now() AS clock";

  private final Database database;

  TrustedTime(Database database) {
    this.database = database;
  }

  /** Fails where the row is lost. */
  Future<SeenTime> read() {
    return database
        .query("SELECT " + COLUMNS + " FROM trusted_time", Tuple.tuple())
        .map(rows -> seen(rows.iterator().next()));
  }

  /**
   * Takes one step, unless another has been taken since, or another node has disagreed.
   *
   * @return whether it was taken
   */
  Future<Boolean> replace(SeenTime read, SeenTime next) {
    return database
        .query(
            """
            UPDATE trusted_time SET step = $3, seen = $4, agreed_seconds = $5
            WHERE step = $1 AND agreed_seconds = $2""",
            Tuple.of(
                read.step(),
                read.agreed().toSeconds(),
                next.step(),
                next.seen().atOffset(ZoneOffset.UTC),
                next.agreed().toSeconds()))
        .map(rows -> rows.rowCount() == 1);
  }

  /** A node's clock disagrees: the agreement restarts. */
  Future<Void> disagree() {
    return database
        .query("UPDATE trusted_time SET agreed_seconds = 0 WHERE agreed_seconds > 0", Tuple.tuple())
        .mapEmpty();
  }

  /** Takes the database's clock for right from now on. */
  Future<Void> trust() {
    return database
        .query(
            "UPDATE trusted_time SET step = step + 1, seen = now(), agreed_seconds = 0",
            Tuple.tuple())
        .mapEmpty();
  }

  private static SeenTime seen(Row row) {
    return new SeenTime(
        row.getLong("step"),
        instant(row, "seen"),
        Duration.ofSeconds(row.getLong("agreed_seconds")),
        instant(row, "clock"));
  }

  private static Instant instant(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }
}
