package org.messagingserver.mailbox;

import java.time.Duration;
import java.util.Optional;

/**
 * A device that has asked to be woken is marked in the transaction that stores a message for it,
 * unless it is marked already or the message is quiet. No mark is lost to a node that takes marks
 * meanwhile: the two wait for each other, or pass over each other's devices.
 *
 * @param grace how long after the message to look whether the device has it
 * @param jitter a random part of it is added, so that a push does not reveal the moment
 */
public record WakeupMark(Duration grace, Duration jitter) {
  /** When to look, as SQL. */
  public String dueAt() {
    return "now() + " + interval(grace) + " + random() * " + interval(jitter);
  }

  private static String interval(Duration duration) {
    return "interval '" + duration.toMillis() + " milliseconds'";
  }

  /**
   * Completes a statement that stores messages, which has {@code $quietColumn}, {@code $isQuiet},
   * {@code $stored} and {@code $marked} where marks need more.
   *
   * @param quiet the parameter that has the ids of quiet messages
   */
  static String complete(String statement, Optional<WakeupMark> mark, String quiet) {
    boolean marks = mark.isPresent();
    String isQuiet = ", message_id IN (SELECT unnest(" + quiet + "::uuid[]))";
    return statement
        .replace("$quietColumn", marks ? ", quiet" : "")
        .replace("$isQuiet", marks ? isQuiet : "")
        .replace("$stored", "message_id, row_id" + (marks ? ", user_hash, device_id, quiet" : ""))
        .replace("$marked", mark.map(WakeupMark::queries).orElse(""));
  }

  /**
   * Queries of a statement that stores messages, whose query {@code stored} returns the keys of the
   * new rows. The lock that appends share holds off a node that would take a mark before it can see
   * the message. The lock shows the latest version of the row, while the snapshot may show a mark
   * that was taken since: the conditions are asked of the former. Marks are set in one order, so
   * that batches do not meet in a deadlock.
   */
  private String queries() {
    return """
    , loud AS (
      SELECT user_hash, device_id, max(row_id) AS row_id
      FROM stored
      WHERE NOT quiet
      GROUP BY user_hash, device_id
    ), wakeable AS MATERIALIZED (
      SELECT w.user_hash, w.device_id, w.due_at, l.row_id
      FROM loud l
      JOIN wakeup w ON w.user_hash = l.user_hash AND w.device_id = l.device_id
      WHERE w.sealed_subscription IS NOT NULL
      ORDER BY w.user_hash, w.device_id
      FOR KEY SHARE OF w
    ), unmarked AS MATERIALIZED (
      SELECT w.user_hash, w.device_id, w.due_at, w.not_before, l.row_id
      FROM wakeable l
      JOIN wakeup w ON w.user_hash = l.user_hash AND w.device_id = l.device_id
      WHERE l.due_at IS NULL
      ORDER BY w.user_hash, w.device_id
      FOR NO KEY UPDATE OF w
    ), marked AS (
      UPDATE wakeup w
      SET due_at = greatest($dueAt, u.not_before), first_row = u.row_id
      FROM unmarked u
      WHERE w.user_hash = u.user_hash AND w.device_id = u.device_id AND u.due_at IS NULL
    )\
    """
        .replace("$dueAt", dueAt());
  }
}
