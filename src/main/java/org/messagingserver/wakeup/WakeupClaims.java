package org.messagingserver.wakeup;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.encryption.VapidKey;
import org.messagingserver.mailbox.OldestWaiting;
import org.messagingserver.mailbox.WakeupMark;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.SqlExecutor;
import org.messagingserver.protocol.DeviceId;

/**
 * Gives each mark that is due to one node, and loses none: a node that dies with a claim leaves a
 * mark that is due again within a minute, and a message that comes during a push sets another mark.
 */
final class WakeupClaims {
  private static final int SWEPT = 1000;

  private final Database database;
  private final WakeupMark mark;
  private final Integer[] keys;

  /**
   * Marks that were looked at.
   *
   * @param looked how many
   * @param wakeups those that are to be pushed: the others have nothing waiting, or only messages
   *     that have come later
   */
  record Claimed(int looked, List<ClaimedWakeup> wakeups) {}

  WakeupClaims(Database database, Encryption encryption, WakeupMark mark) {
    this.database = database;
    this.mark = mark;
    this.keys = encryption.vapidKeys().stream().map(VapidKey::id).toArray(Integer[]::new);
  }

  /**
   * Claims marks that are due for a minute. The first statement passes over devices for which a
   * message is being stored; the next ones see all that was stored for the others.
   */
  Future<Claimed> claim(int limit) {
    return database.transaction(
        statements ->
            lock(limit, statements)
                .compose(
                    due ->
                        due.isEmpty()
                            ? Future.succeededFuture(new Claimed(0, List.of()))
                            : OldestWaiting.find(
                                    statements, due.stream().map(ClaimedWakeup::owner).toList())
                                .compose(oldest -> decide(due, oldest, statements))));
  }

  private Future<List<ClaimedWakeup>> lock(int limit, SqlExecutor statements) {
    return statements
        .query(
            """
            SELECT user_hash, device_id, sealed_subscription,
                   (extract(epoch FROM now() - due_at) * 1000)::bigint AS late
            FROM wakeup
            WHERE due_at <= now() AND claimed_until IS NULL AND vapid_key = ANY ($1)
              AND sealed_subscription IS NOT NULL
            ORDER BY due_at
            LIMIT $2
            FOR UPDATE SKIP LOCKED\
            """,
            Tuple.of((Object) keys, limit))
        .map(rows -> rows.stream().map(WakeupClaims::due).toList());
  }

  private static ClaimedWakeup due(Row row) {
    return new ClaimedWakeup(
        owner(row),
        row.getBuffer("sealed_subscription"),
        Duration.ofMillis(Math.max(0, row.getLong("late"))));
  }

  private static HashedAddress owner(Row row) {
    return new HashedAddress(
        new HashedUser(row.getUUID("user_hash")), DeviceId.of(row.getLong("device_id")));
  }

  /** A message that came later than the one that has set the mark has its time as well. */
  private Future<Claimed> decide(
      List<ClaimedWakeup> due, Map<HashedAddress, Long> oldest, SqlExecutor statements) {
    return statements
        .query(
            """
            UPDATE wakeup w
            SET due_at = CASE WHEN s.oldest > w.first_row THEN greatest($dueAt, w.not_before) END,
                first_row = coalesce(greatest(s.oldest, w.first_row), w.first_row),
                claimed_until = CASE WHEN s.oldest <= w.first_row
                                  THEN now() + interval '1 minute' END
            FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS s (user_hash, device_id, oldest)
            WHERE w.user_hash = s.user_hash AND w.device_id = s.device_id
            RETURNING w.user_hash, w.device_id, w.claimed_until IS NOT NULL AS claimed\
            """
                .replace("$dueAt", mark.dueAt()),
            Tuple.of(
                due.stream().map(one -> one.owner().user().value()).toArray(UUID[]::new),
                due.stream().map(one -> one.owner().device().asLong()).toArray(Long[]::new),
                due.stream().map(one -> oldest.get(one.owner())).toArray(Long[]::new)))
        .map(
            rows -> {
              List<HashedAddress> claimed = new ArrayList<>();
              for (Row row : rows) {
                if (row.getBoolean("claimed")) {
                  claimed.add(owner(row));
                }
              }
              return new Claimed(
                  due.size(), due.stream().filter(one -> claimed.contains(one.owner())).toList());
            });
  }

  /** Makes claims due again whose node is gone, and forgets until when devices were spared. */
  Future<Void> sweep() {
    return database
        .query(
            """
            WITH past AS MATERIALIZED (
              SELECT user_hash, device_id FROM wakeup
              WHERE claimed_until <= now() OR not_before <= now()
              LIMIT $1
              FOR NO KEY UPDATE SKIP LOCKED
            )
            UPDATE wakeup w
            SET due_at = CASE WHEN w.claimed_until <= now() THEN coalesce(w.due_at, now())
                           ELSE w.due_at END,
                claimed_until = CASE WHEN w.claimed_until > now() THEN w.claimed_until END,
                not_before = CASE WHEN w.not_before > now() THEN w.not_before END
            FROM past p
            WHERE w.user_hash = p.user_hash AND w.device_id = p.device_id\
            """,
            Tuple.of(SWEPT))
        .mapEmpty();
  }

  /** Of all nodes, up to a number beyond which it does not matter. */
  Future<Long> due() {
    return database
        .query(
            """
            SELECT count(*) AS due
            FROM (SELECT FROM wakeup
                  WHERE due_at <= now() AND claimed_until IS NULL AND vapid_key = ANY ($1)
                  LIMIT 100000) d\
            """,
            Tuple.of((Object) keys))
        .map(rows -> rows.iterator().next().getLong("due"));
  }
}
