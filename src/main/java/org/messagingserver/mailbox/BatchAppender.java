package org.messagingserver.mailbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.mailbox.AppendOutcome.Stored;
import org.messagingserver.mailbox.MailboxFloors.Floors;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.StoreException;
import org.messagingserver.protocol.DeviceId;

/**
 * Puts batches into the mailboxes, in one statement each. Where what is remembered of a mailbox
 * does not say that the batch fits, it is counted beforehand.
 */
final class BatchAppender {
  private static final String UNIQUE_VIOLATION = "23505";

  /**
   * A message that arrives for the first time is not stored yet: a check would cost a fifth more.
   */
  private final String insert;

  private final String insertIfAbsent;
  private final Database database;
  private final Encryption encryption;
  private final MailboxSettings settings;
  private final MailboxFloors floors;
  private final CapacityEstimates capacityEstimates;
  private final Optional<WakeupMark> wakeupMark;
  private final StrangerAppender strangerAppender;

  /**
   * @param wakeupMark empty where devices are not woken
   */
  BatchAppender(
      Database database,
      Encryption encryption,
      MailboxSettings settings,
      MailboxFloors floors,
      Optional<WakeupMark> wakeupMark) {
    this.wakeupMark = wakeupMark;
    this.floors = floors;
    this.insert = statement("", wakeupMark);
    this.insertIfAbsent = statement("ON CONFLICT (message_id) DO NOTHING", wakeupMark);
    this.database = database;
    this.encryption = encryption;
    this.settings = settings;
    this.capacityEstimates = new CapacityEstimates(settings);
    this.strangerAppender = new StrangerAppender(database, encryption, settings, wakeupMark);
  }

  Future<List<AppendOutcome>> append(List<NewMessage> messages) {
    AppendBatch batch = AppendBatch.seal(messages, encryption, settings);
    return count(batch.reserve(capacityEstimates))
        .compose(
            held -> {
              held.forEach((to, mailboxSize) -> batch.fit(to, mailboxSize, capacityEstimates));
              return batch.isRetried() ? insertIfAbsent(batch) : insert(batch);
            })
        .compose(outcomes -> strangerAppender.append(batch, outcomes));
  }

  /** An attempt that was given up may be carried out late, after the one that followed it. */
  private Future<List<AppendOutcome>> insert(AppendBatch batch) {
    return database
        .query(insert, parameters(batch, false))
        .map(rows -> batch.outcomes(rows, BatchAppender::missing))
        .recover(
            failure -> isDuplicate(failure) ? insertIfAbsent(batch) : Future.failedFuture(failure));
  }

  private Tuple parameters(AppendBatch batch, boolean mayBeStored) {
    Tuple parameters = batch.parameters(mayBeStored);
    return wakeupMark.isPresent() ? parameters.addArrayOfUUID(batch.quietIds()) : parameters;
  }

  private static AppendOutcome missing() {
    throw new IllegalStateException("the store left out the outcome of a message");
  }

  /** Messages that a conflict has kept out were committed meanwhile. */
  private Future<List<AppendOutcome>> insertIfAbsent(AppendBatch batch) {
    return database
        .query(insertIfAbsent, parameters(batch, true))
        .map(rows -> batch.outcomes(rows, () -> new Stored(AckedRow.UNKNOWN_ROW)));
  }

  private static boolean isDuplicate(Throwable failure) {
    return failure instanceof StoreException store && store.sqlState().equals(UNIQUE_VIOLATION);
  }

  /**
   * Returns a row for each message except those that a conflict has kept out. A device that its
   * sender may not see is as one that is not registered; where strangers may do little, a separate
   * statement decides about their messages. No join is between the rows of the batch: Postgres
   * expects ten of them, and would compare each with each. The time of expiry is in a separate
   * query so that it is worked out once, not for each row. The hash of a registrationID counts
   * where it was made for the registration on file.
   */
  private static String statement(String onConflict, Optional<WakeupMark> wakeupMark) {
    String plain =
        """
    WITH judged AS (
      SELECT i.*,
             (SELECT d.epoch FROM device d
              WHERE d.user_hash = i.user_hash AND d.device_id = i.device_id
                AND (d.strangers = 0 OR i.token = ANY (d.delivery_tokens))) AS epoch,
             CASE WHEN $6 THEN
               (SELECT m.row_id FROM mailbox m WHERE m.message_id = i.message_id)
             END AS row_id,
             i.registration IS NOT NULL AND EXISTS
               (SELECT FROM device d
                WHERE d.user_hash = i.user_hash AND d.device_id = i.device_id
                  AND d.hashed_fingerprint = d.fingerprint
                  AND d.registration_hash <> i.registration) AS stale
      FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bytea[], $5::boolean[], $7::int[],
                  $9::uuid[], $10::uuid[])
        WITH ORDINALITY
        AS i (user_hash, device_id, message_id, sealed, fits, hours, registration, token,
            position)
    ), stored AS (
      INSERT INTO mailbox
        (user_hash, device_id, message_id, epoch, expires_at, short_lived, sealed_message$quietColumn)
      SELECT user_hash, device_id, message_id, epoch,
             (SELECT date_trunc('hour', $latest)) + (hours + 1) * interval '1 hour',
             hours < $8, sealed$isQuiet
      FROM judged
      WHERE epoch IS NOT NULL AND fits AND NOT stale AND row_id IS NULL
      ORDER BY position
      $onConflict
      RETURNING $stored
    )$marked
    SELECT message_id, row_id, true AS known_device, true AS known_user, false AS stale,
           false AS few
    FROM stored
    UNION ALL
    SELECT r.message_id, coalesce(r.row_id, 0), r.known_device, r.known_user, r.stale,
           r.epoch IS NULL AND r.known_device AND r.row_id IS NULL AND NOT r.stale
    FROM (
      SELECT j.*,
             j.row_id IS NOT NULL OR EXISTS
               (SELECT FROM device d
                WHERE d.user_hash = j.user_hash AND d.device_id = j.device_id
                  AND (d.strangers < 2 OR j.token = ANY (d.delivery_tokens))) AS known_device,
             j.row_id IS NOT NULL OR EXISTS
               (SELECT FROM device d
                WHERE d.user_hash = j.user_hash
                  AND (d.strangers < 2 OR j.token = ANY (d.delivery_tokens))) AS known_user
      FROM judged j
      WHERE j.epoch IS NULL OR NOT j.fits OR j.stale OR j.row_id IS NOT NULL) r\
    """
            .replace("$latest", TrustedTime.LATEST)
            .replace("$onConflict", onConflict);
    return WakeupMark.complete(plain, wakeupMark, "$11");
  }

  static final String COUNT =
      """
      SELECT c.user_hash, c.device_id, held.messages, held.bytes
      FROM unnest($1::uuid[], $2::bigint[], $4::bigint[]) AS c (user_hash, device_id, floor)
      JOIN device d ON d.user_hash = c.user_hash AND d.device_id = c.device_id
      $floor
      CROSS JOIN LATERAL (
        SELECT count(*) AS messages, coalesce(sum(m.size), 0)::bigint AS bytes
        FROM (SELECT octet_length(w.sealed_message) AS size
              FROM mailbox w
              WHERE w.user_hash = d.user_hash AND w.device_id = d.device_id
                AND w.row_id >= f.row_id AND w.epoch = d.epoch AND w.expires_at > $now
              LIMIT $3) m) held\
      """
          .replace("$floor", MailboxFloors.lateral("c", "$5"))
          .replace("$now", TrustedTime.NOW);

  /** How much waits in mailboxes, of registered devices alone. */
  private Future<Map<HashedAddress, MailboxSize>> count(List<HashedAddress> mailboxes) {
    if (mailboxes.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    Floors begin = floors.of(mailboxes);
    return database
        .query(
            COUNT,
            Tuple.of(
                mailboxes.stream().map(to -> to.user().value()).toArray(UUID[]::new),
                mailboxes.stream().map(to -> to.device().asLong()).toArray(Long[]::new),
                settings.maxMessages(),
                begin.array(),
                begin.incarnation()))
        .map(BatchAppender::counted);
  }

  private static Map<HashedAddress, MailboxSize> counted(RowSet<Row> rows) {
    Map<HashedAddress, MailboxSize> counted = new HashMap<>();
    for (Row row : rows) {
      HashedUser user = new HashedUser(row.getUUID("user_hash"));
      counted.put(
          new HashedAddress(user, DeviceId.of(row.getLong("device_id"))),
          new MailboxSize(row.getLong("messages"), row.getLong("bytes")));
    }
    return counted;
  }
}
