package org.messagingserver.mailbox;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.EncryptionException;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.encryption.SealPurpose;
import org.messagingserver.mailbox.MailboxFloors.Deleted;
import org.messagingserver.mailbox.MailboxFloors.Floor;
import org.messagingserver.mailbox.MailboxFloors.Floors;
import org.messagingserver.mailbox.MailboxFloors.Seen;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.SqlExecutor;
import org.messagingserver.protocol.DeviceId;

/** The mailboxes in Postgres. One instance serves one event loop. */
public final class PostgresMailbox implements Mailbox {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.mailbox");

  private final Database database;
  private final Encryption encryption;
  private final MailboxFloors floors;
  private final BatchAppender batchAppender;
  private final FirstLooks firstLooks;

  /** Where devices are not woken. */
  public PostgresMailbox(Database database, Encryption encryption, MailboxSettings settings) {
    this(database, encryption, settings, new MailboxFloors(), Optional.empty());
  }

  /**
   * @param floors those of the node
   * @param wakeupMark empty where devices are not woken
   */
  public PostgresMailbox(
      Database database,
      Encryption encryption,
      MailboxSettings settings,
      MailboxFloors floors,
      Optional<WakeupMark> wakeupMark) {
    this.database = database;
    this.encryption = encryption;
    this.floors = floors;
    this.batchAppender = new BatchAppender(database, encryption, settings, floors, wakeupMark);
    this.firstLooks = new FirstLooks(database, floors);
  }

  private Future<RowSet<Row>> query(String sql, Tuple parameters) {
    return query(database, sql, parameters);
  }

  private static Future<RowSet<Row>> query(SqlExecutor by, String sql, Tuple parameters) {
    return by.query(sql, parameters).recover(MailboxUnavailableException::translate);
  }

  @Override
  public Future<List<AppendOutcome>> append(List<NewMessage> messages) {
    return batchAppender.append(messages).recover(MailboxUnavailableException::translate);
  }

  static final String READ =
      """
      SELECT w.row_id, w.message_id, w.sealed_message, w.newest, registered.registration,
             registered.strangers, registered.delivery_tokens,
             registered.incarnation, registered.horizon, registered.lowest
      FROM (SELECT CASE WHEN d.hashed_fingerprint = d.fingerprint
                     THEN d.registration_hash END AS registration,
                   d.strangers, d.delivery_tokens,
                   CASE WHEN $10 THEN $incarnation END AS incarnation,
                   CASE WHEN $10 THEN pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                   END AS horizon,
                   CASE WHEN $10 THEN coalesce(
                     (SELECT n.row_id FROM mailbox n
                      WHERE n.user_hash = $1 AND n.device_id = $2 AND n.row_id >= $floor
                      ORDER BY n.row_id
                      LIMIT 1), $nothing) END AS lowest
            FROM device d
            WHERE d.user_hash = $1 AND d.device_id = $2) registered
      LEFT JOIN (
        SELECT l.*, sum(octet_length(l.sealed_message)) OVER (ORDER BY l.row_id)
                    - octet_length(l.sealed_message) AS bytes_before,
               (SELECT max(n.row_id) FROM mailbox n
                WHERE n.user_hash = $1 AND n.device_id = $2) AS newest
        FROM (SELECT m.row_id, m.message_id, m.sealed_message
              FROM mailbox m
              WHERE m.user_hash = $1 AND m.device_id = $2
                AND m.epoch = (SELECT d.epoch FROM device d
                               WHERE d.user_hash = $1 AND d.device_id = $2)
                AND m.row_id > $3 AND m.row_id <= $4 AND m.row_id >= $floor
                AND m.row_id NOT IN (SELECT unnest($5::bigint[]))
                AND m.expires_at > $now
              ORDER BY m.row_id
              LIMIT $6) l) w ON w.bytes_before < $7
      ORDER BY w.row_id\
      """
          .replace("$floor", MailboxFloors.ofOne("$9", "$8"))
          .replace("$incarnation", MailboxFloors.INCARNATION)
          .replace("$nothing", MailboxFloors.NOTHING)
          .replace("$now", TrustedTime.NOW);

  /**
   * Returns a row without a number where nothing waits for a registered device. Known messages are
   * excluded by NOT IN, which Postgres hashes; ALL of a parameter it scans.
   */
  @Override
  public Future<MailboxPage> read(
      HashedAddress owner,
      RowRange rowRange,
      Collection<Long> except,
      int limit,
      long maxBytes,
      Requester requester) {
    Floor floor = floors.of(owner);
    return query(
            database.reads(requester.source(), requester::isOpen),
            READ,
            Tuple.of(
                owner.user().value(),
                owner.device().asLong(),
                rowRange.after(),
                rowRange.upTo(),
                except.toArray(Long[]::new),
                limit,
                maxBytes,
                floor.incarnation(),
                floor.row(),
                floor.rises()))
        .onFailure(failure -> floors.forget(owner))
        .onSuccess(rows -> raise(owner, rows))
        .map(rows -> page(owner, rows, rowRange, limit, maxBytes));
  }

  /** The same in each row; null where the floor does not rise. */
  private void raise(HashedAddress owner, RowSet<Row> rows) {
    if (rows.size() > 0 && rows.iterator().next().getLong("incarnation") != null) {
      Row row = rows.iterator().next();
      floors
          .read(
              owner,
              new Seen(row.getLong("incarnation"), row.getLong("horizon"), row.getLong("lowest")))
          .ifPresent(floor -> storeFloor(owner, floor));
    }
  }

  /** If that fails, another one will be stored. */
  private void storeFloor(HashedAddress owner, long row) {
    database.query(
        """
        INSERT INTO mailbox_floor AS f (user_hash, device_id, row_id) VALUES ($1, $2, $3)
        ON CONFLICT (user_hash, device_id) DO UPDATE SET row_id = excluded.row_id
        WHERE f.row_id < excluded.row_id\
        """,
        Tuple.of(owner.user().value(), owner.device().asLong(), row));
  }

  @Override
  public Future<MailboxPage> readIfAny(
      HashedAddress owner, int limit, long maxBytes, Requester requester) {
    return firstLooks
        .look(owner, requester)
        .recover(MailboxUnavailableException::translate)
        .compose(
            look ->
                look.waiting()
                    ? read(owner, RowRange.ALL, List.of(), limit, maxBytes, requester)
                    : Future.succeededFuture(look.emptyPage()));
  }

  private MailboxPage page(
      HashedAddress owner, RowSet<Row> rows, RowRange rowRange, int limit, long maxBytes) {
    List<WaitingMessage> messages = new ArrayList<>(rows.size());
    List<Long> unreadable = new ArrayList<>();
    long bytes = 0;
    long last = 0;
    long newest = 0;
    Optional<HashedRegistration> registration = registration(rows);
    Optional<DeviceAdmission> admission = admission(rows);
    for (Row row : rows) {
      Buffer sealed = row.getBuffer("sealed_message");
      if (sealed == null) {
        return new MailboxPage(
            admission,
            registration,
            messages,
            unreadable,
            rowRange.next(false, last, newest),
            newest);
      }
      last = row.getLong("row_id");
      newest = row.getLong("newest");
      bytes += sealed.length();
      try {
        Buffer content =
            Buffer.buffer(encryption.open(SealPurpose.MESSAGE, owner, sealed.getBytes()));
        messages.add(new WaitingMessage(last, row.getUUID("message_id"), content));
      } catch (EncryptionException unopened) {
        LOG.log(System.Logger.Level.ERROR, "a stored message cannot be opened with this keyset");
        unreadable.add(last);
      }
    }
    boolean full = rows.size() == limit || bytes >= maxBytes;
    return new MailboxPage(
        admission, registration, messages, unreadable, rowRange.next(full, last, newest), newest);
  }

  private static Optional<DeviceAdmission> admission(RowSet<Row> rows) {
    return rows.size() == 0
        ? Optional.empty()
        : Optional.of(DeviceAdmission.of(rows.iterator().next()));
  }

  /** The same in each row. */
  private static Optional<HashedRegistration> registration(RowSet<Row> rows) {
    return rows.size() == 0
        ? Optional.empty()
        : Optional.ofNullable(rows.iterator().next().getUUID("registration"))
            .map(HashedRegistration::new);
  }

  @Override
  public Future<Void> delete(List<AckedRow> acked) {
    Map<Boolean, List<AckedRow>> byRowKnown =
        acked.stream()
            .sorted(AckedRow.KEY_ORDER)
            .collect(Collectors.partitioningBy(AckedRow::isRowKnown));
    return deleteRows(byRowKnown.get(true)).compose(done -> deleteIds(byRowKnown.get(false)));
  }

  /**
   * By the primary key: rows of one mailbox lie together there, and those of an id anywhere. Each
   * row is found by itself and deleted by its place: while mailboxes are empty, Postgres would plan
   * to read them all, and keep that plan when they have filled.
   */
  static final String DELETE_ROWS =
      floorsOf(
          """
      DELETE FROM mailbox m
      WHERE m.ctid = ANY (ARRAY(
        SELECT w.place
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[])
          AS s (user_hash, device_id, row_id, message_id)
        CROSS JOIN LATERAL (
          SELECT w.ctid AS place FROM mailbox w
          WHERE w.user_hash = s.user_hash AND w.device_id = s.device_id
            AND w.row_id = s.row_id AND (w.message_id = s.message_id) IS TRUE
          LIMIT 1) w))
      """);

  static final String DELETE_IDS =
      floorsOf(
          """
      DELETE FROM mailbox m
      WHERE m.ctid = ANY (ARRAY(
        SELECT w.place
        FROM unnest($1::uuid[], $2::bigint[], $3::uuid[])
          AS s (user_hash, device_id, message_id)
        CROSS JOIN LATERAL (
          SELECT w.ctid AS place FROM mailbox w
          WHERE w.message_id = s.message_id
            AND w.user_hash = s.user_hash AND w.device_id = s.device_id
          LIMIT 1) w))
      """);

  /**
   * Returns a row for each mailbox from which the deletion took some. Its transaction has had its
   * id since the first of them, and has seen all of them before.
   */
  private static String floorsOf(String deletion) {
    return """
        WITH gone AS (
        $deletion
          RETURNING m.user_hash, m.device_id, m.row_id
        )
        SELECT g.user_hash, g.device_id, max(g.row_id) AS highest, count(*) AS deleted,
               pg_current_xact_id()::text::bigint AS transaction, $incarnation AS incarnation
        FROM gone g
        GROUP BY g.user_hash, g.device_id\
        """
        .replace("$deletion", deletion)
        .replace("$incarnation", MailboxFloors.INCARNATION);
  }

  private void deleted(RowSet<Row> rows) {
    for (Row row : rows) {
      floors.deleted(
          address(row),
          new Deleted(
              row.getLong("incarnation"),
              row.getLong("transaction"),
              row.getLong("highest"),
              row.getLong("deleted")));
    }
  }

  private static HashedAddress address(Row row) {
    return new HashedAddress(
        new HashedUser(row.getUUID("user_hash")), DeviceId.of(row.getLong("device_id")));
  }

  private Future<Void> deleteRows(List<AckedRow> ordered) {
    if (ordered.isEmpty()) {
      return Future.succeededFuture();
    }
    return query(
            DELETE_ROWS,
            Tuple.of(
                ordered.stream().map(row -> row.owner().user().value()).toArray(UUID[]::new),
                ordered.stream().map(row -> row.owner().device().asLong()).toArray(Long[]::new),
                ordered.stream().map(AckedRow::row).toArray(Long[]::new),
                ordered.stream().map(AckedRow::id).toArray(UUID[]::new)))
        .onSuccess(this::deleted)
        .mapEmpty();
  }

  private Future<Void> deleteIds(List<AckedRow> ordered) {
    if (ordered.isEmpty()) {
      return Future.succeededFuture();
    }
    return query(
            DELETE_IDS,
            Tuple.of(
                ordered.stream().map(row -> row.owner().user().value()).toArray(UUID[]::new),
                ordered.stream().map(row -> row.owner().device().asLong()).toArray(Long[]::new),
                ordered.stream().map(AckedRow::id).toArray(UUID[]::new)))
        .onSuccess(this::deleted)
        .mapEmpty();
  }

  static final String STATUS =
      """
      SELECT a.user_hash, a.device_id, d.epoch IS NOT NULL AS registered,
             d.strangers, d.delivery_tokens,
             (SELECT true FROM mailbox m
              WHERE m.user_hash = a.user_hash AND m.device_id = a.device_id
                AND m.row_id >= f.row_id
                AND m.epoch = d.epoch AND m.expires_at > $now
              LIMIT 1) IS TRUE AS waiting
      FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS a (user_hash, device_id, floor)
      LEFT JOIN LATERAL (
        SELECT * FROM device d
        WHERE d.user_hash = a.user_hash AND d.device_id = a.device_id
        LIMIT 1) d ON true
      $floor\
      """
          .replace("$floor", MailboxFloors.lateral("a", "$4"))
          .replace("$now", TrustedTime.NOW);

  @Override
  public Future<List<MailboxStatus>> status(Collection<HashedAddress> addresses) {
    Floors begin = floors.of(addresses);
    return query(
            STATUS,
            Tuple.of(
                addresses.stream().map(address -> address.user().value()).toArray(UUID[]::new),
                addresses.stream().map(address -> address.device().asLong()).toArray(Long[]::new),
                begin.array(),
                begin.incarnation()))
        .map(rows -> rows.stream().map(PostgresMailbox::toStatus).toList());
  }

  private static MailboxStatus toStatus(Row row) {
    return new MailboxStatus(
        address(row),
        row.getBoolean("registered") ? Optional.of(DeviceAdmission.of(row)) : Optional.empty(),
        row.getBoolean("waiting"));
  }

  private static final String EXPIRE =
      """
      WITH alone AS MATERIALIZED (
        SELECT pg_try_advisory_xact_lock(hashtext('mailbox expiry')) AS yes
      )
      DELETE FROM mailbox
      WHERE ctid = ANY (ARRAY(
        SELECT m.ctid FROM mailbox m
        WHERE m.expires_at <= $now AND $which AND (SELECT yes FROM alone)
        LIMIT $1))\
      """
          .replace("$now", TrustedTime.NOW);

  private static final String EXPIRE_LONG_LIVED = EXPIRE.replace("$which", "NOT m.short_lived");
  private static final String EXPIRE_SHORT_LIVED = EXPIRE.replace("$which", "m.short_lived");

  /**
   * Deletes what has expired by the time that is trusted, unless another node is at it.
   *
   * @param limit rows at most, to keep the transaction short
   * @return how many were deleted
   */
  public Future<Integer> expire(int limit) {
    return expire(EXPIRE_SHORT_LIVED, limit)
        .compose(
            gone ->
                gone == limit
                    ? Future.succeededFuture(gone)
                    : expire(EXPIRE_LONG_LIVED, limit - gone).map(more -> gone + more));
  }

  private Future<Integer> expire(String sql, int limit) {
    return query(sql, Tuple.of(limit)).map(RowSet::rowCount);
  }
}
