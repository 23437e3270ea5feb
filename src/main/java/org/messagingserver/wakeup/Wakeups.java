package org.messagingserver.wakeup;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.SealPurpose;
import org.messagingserver.encryption.VapidKey;
import org.messagingserver.mailbox.OldestWaiting;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.SqlExecutor;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.protocol.WakeupStatus;
import org.messagingserver.webpush.PushSubscription;

/**
 * The subscriptions of devices that want to be woken. Each ends with the registrationID that the
 * device had when it subscribed: {@code prekeys} deletes it in the same statement.
 */
public final class Wakeups {
  private final Database database;
  private final Encryption encryption;
  private final WakeupSettings settings;

  public Wakeups(Database database, Encryption encryption, WakeupSettings settings) {
    this.database = database;
    this.encryption = encryption;
    this.settings = settings;
  }

  /** The key with which devices subscribe from now on. */
  public static Buffer serverKey(Encryption encryption) {
    return encryption.vapidKeys().get(0).publicKey();
  }

  /** A request whose form was checked. */
  public static final class Change {
    private final HashedAddress owner;
    private final Function<SqlExecutor, Future<Boolean>> statements;

    private Change(HashedAddress owner, Function<SqlExecutor, Future<Boolean>> statements) {
      this.owner = owner;
      this.statements = statements;
    }
  }

  /**
   * Prepares to replace or remove the subscription of a device.
   *
   * @throws IllegalArgumentException with the error, where it has not the form of a subscription
   */
  public Change prepare(Address address, SetWakeup request) {
    HashedAddress owner = encryption.hash(address);
    return new Change(
        owner,
        request.endpoint().isEmpty() ? by -> remove(owner, by) : replacement(owner, request));
  }

  /**
   * Carries out a change. A new subscription is marked, so that neither what waits nor what is
   * being stored just now is missed.
   *
   * @param source for whom; sources take turns
   * @return false where the device is not registered
   */
  public Future<Boolean> apply(Change change, long source) {
    return database
        .exclusiveTransactions()
        .run(
            change.owner.user().value().getMostSignificantBits(),
            source,
            () -> Future.succeededFuture(change.statements))
        .recover(WakeupsUnavailableException::translate);
  }

  private Function<SqlExecutor, Future<Boolean>> replacement(
      HashedAddress owner, SetWakeup request) {
    PushSubscription subscription =
        PushSubscription.parse(
            request.endpoint(),
            request.p256dh(),
            request.auth(),
            request.serverKey(),
            settings.push().ports());
    int key = known(request.serverKey()).id();
    Buffer sealed =
        Buffer.buffer(
            encryption.seal(
                SealPurpose.PUSH_SUBSCRIPTION, owner, SubscriptionCodec.encode(subscription)));
    long minSeconds = Integer.toUnsignedLong(request.minSeconds());
    return by ->
        OldestWaiting.find(by, List.of(owner))
            .compose(
                oldest ->
                    replace(
                        by,
                        key(owner)
                            .addBuffer(sealed)
                            .addInteger(key)
                            .addLong(minSeconds)
                            .addLong(oldest.getOrDefault(owner, 0L))));
  }

  private VapidKey known(Buffer serverKey) {
    return encryption.vapidKeys().stream()
        .filter(key -> key.publicKey().equals(serverKey))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("serverKey is no key of this server"));
  }

  /** How long the device is spared after the last push stays as it was. */
  private Future<Boolean> replace(SqlExecutor by, Tuple parameters) {
    return by.query(
            """
            INSERT INTO wakeup AS w
              (user_hash, device_id, sealed_subscription, vapid_key, min_seconds, first_row, due_at)
            SELECT $1, $2, $3::bytea, $4::integer, $5::bigint, $6::bigint, $dueAt
            FROM device d WHERE d.user_hash = $1 AND d.device_id = $2
            ON CONFLICT (user_hash, device_id) DO UPDATE
              SET sealed_subscription = excluded.sealed_subscription,
                  vapid_key = excluded.vapid_key, min_seconds = excluded.min_seconds,
                  first_row = excluded.first_row,
                  due_at = greatest(excluded.due_at, w.not_before),
                  claimed_until = NULL, failing_since = NULL, attempts = 0\
            """
                .replace("$dueAt", settings.mark().dueAt()),
            parameters)
        .map(rows -> rows.rowCount() == 1);
  }

  private static Future<Boolean> remove(HashedAddress owner, SqlExecutor by) {
    return by.query(
            """
            WITH removed AS (
              DELETE FROM wakeup WHERE user_hash = $1 AND device_id = $2
            )
            SELECT FROM device WHERE user_hash = $1 AND device_id = $2\
            """,
            key(owner))
        .map(rows -> rows.size() == 1);
  }

  /**
   * Reads whether a device is woken.
   *
   * @param source for whom; sources take turns
   */
  public Future<WakeupStatus> status(Address address, long source) {
    return database
        .registrations(
            source,
            statements ->
                statements.query(
                    """
                    SELECT sealed_subscription IS NULL AS removed,
                           failing_since IS NOT NULL AS failing, vapid_key
                    FROM wakeup WHERE user_hash = $1 AND device_id = $2\
                    """,
                    key(encryption.hash(address))))
        .map(this::status)
        .recover(WakeupsUnavailableException::translate);
  }

  private WakeupStatus status(RowSet<Row> rows) {
    if (rows.size() == 0) {
      return WakeupStatus.NONE;
    }
    Row row = rows.iterator().next();
    return new WakeupStatus(state(row), serverKey(row.getInteger("vapid_key")));
  }

  private static WakeupStatus.State state(Row row) {
    if (row.getBoolean("removed")) {
      return WakeupStatus.State.REMOVED;
    }
    return row.getBoolean("failing") ? WakeupStatus.State.FAILING : WakeupStatus.State.SET;
  }

  /** Empty where the keyset has it no more. */
  private Buffer serverKey(int id) {
    return encryption.vapidKeys().stream()
        .filter(key -> key.id() == id)
        .findFirst()
        .map(VapidKey::publicKey)
        .orElseGet(Buffer::buffer);
  }

  private static Tuple key(HashedAddress owner) {
    return Tuple.of(owner.user().value(), owner.device().asLong());
  }
}
