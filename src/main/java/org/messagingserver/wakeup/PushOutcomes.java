package org.messagingserver.wakeup;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.messagingserver.postgres.Database;
import org.messagingserver.webpush.PushResult;

/**
 * Ends claims. Changes nothing of a subscription that the device has replaced since, and lets no
 * mark that was set meanwhile be due earlier than the device or its push service allows.
 */
final class PushOutcomes {
  /** The first pause after a push that was not accepted; each next one is twice as long. */
  private static final String PAUSE =
      "least(3600, 10 * power(2, least(w.attempts, 12))) * interval '1 second'";

  private static final String DELAY = "$4::bigint * interval '1 millisecond'";

  private static final String OWN =
      " WHERE w.user_hash = $1 AND w.device_id = $2 AND w.sealed_subscription = $3";

  private static final String ATTEMPTED =
      "claimed_until = NULL, attempts = least(w.attempts + 1, 1000)";

  private static final String ACCEPTED =
      """
      UPDATE wakeup w
      SET claimed_until = NULL, failing_since = NULL, attempts = 0,
          not_before = now() + greatest(w.min_seconds * interval '1 second', $delay),
          due_at = CASE WHEN w.due_at IS NOT NULL
                     THEN greatest(w.due_at,
                       now() + greatest(w.min_seconds * interval '1 second', $delay)) END\
      """
              .replace("$delay", DELAY)
          + OWN;

  private static final String REMOVE =
      """
      UPDATE wakeup w
      SET sealed_subscription = NULL, due_at = NULL, claimed_until = NULL, not_before = NULL,
          failing_since = NULL, attempts = 0\
      """
          + OWN;

  private static final String REFUSED_FOR_LONG =
      REMOVE + " AND w.failing_since <= now() - interval '72 hours'";

  private static final String REFUSED =
      "UPDATE wakeup w SET "
          + ATTEMPTED
          + ", failing_since = coalesce(w.failing_since, now()),"
          + " due_at = greatest(w.due_at, now() + "
          + PAUSE
          + ")"
          + OWN;

  private static final String TRY_LATER =
      "UPDATE wakeup w SET "
          + ATTEMPTED
          + ", due_at = greatest(w.due_at, now() + greatest("
          + DELAY
          + ", "
          + PAUSE
          + "))"
          + OWN;

  private static final String NOT_SENT =
      "UPDATE wakeup w SET claimed_until = NULL, due_at = greatest(w.due_at, now() + "
          + DELAY
          + ")"
          + OWN;

  private final Database database;
  private final Duration minInterval;

  PushOutcomes(Database database, Duration minInterval) {
    this.database = database;
    this.minInterval = minInterval;
  }

  /** Notes what became of a push. */
  Future<Void> finish(ClaimedWakeup claimed, PushResult result) {
    if (result instanceof PushResult.Accepted) {
      return update(ACCEPTED, delayed(claimed, minInterval)).mapEmpty();
    }
    if (result instanceof PushResult.Gone) {
      return update(REMOVE, own(claimed)).mapEmpty();
    }
    if (result instanceof PushResult.RetryAfter later) {
      return update(TRY_LATER, delayed(claimed, later.delay())).mapEmpty();
    }
    if (result instanceof PushResult.NotNow later) {
      return update(NOT_SENT, delayed(claimed, later.delay())).mapEmpty();
    }
    return result instanceof PushResult.Refused
        ? refused(claimed)
        : update(TRY_LATER, delayed(claimed, Duration.ZERO)).mapEmpty();
  }

  /** A subscription ends if there were only refusals for 72 hours. */
  private Future<Void> refused(ClaimedWakeup claimed) {
    return update(REFUSED_FOR_LONG, own(claimed))
        .compose(
            removed ->
                removed > 0 ? Future.succeededFuture() : update(REFUSED, own(claimed)).mapEmpty());
  }

  private Future<Integer> update(String sql, Tuple parameters) {
    return database.query(sql, parameters).map(rows -> rows.rowCount());
  }

  private static Tuple own(ClaimedWakeup claimed) {
    return Tuple.of(
        claimed.owner().user().value(), claimed.owner().device().asLong(), claimed.sealed());
  }

  private static Tuple delayed(ClaimedWakeup claimed, Duration delay) {
    return own(claimed).addLong(delay.toMillis());
  }
}
