package org.messagingserver.prekeys;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.EncryptionException;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.encryption.SealPurpose;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.SqlExecutor;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.UserId;

/**
 * Hands out each one-time key at most once, across nodes and crashes, and keeps one registration
 * for each device. Every future fails with {@link PreKeysUnavailableException} while the store is
 * away; a failed change may nevertheless have been committed, and is safe to repeat.
 */
public final class PreKeys {
  private final Database database;
  private final Encryption encryption;
  private final PreKeySettings settings;
  private final SealingExecutor sealingExecutor;
  private final PreKeyBundleReader bundleReader;
  private final KeyStatusReader statusReader;
  private final LowKeysReader lowKeysReader;
  private final SecureRandom random = new SecureRandom();

  /** Without meters. */
  public PreKeys(Vertx vertx, Database database, Encryption encryption, PreKeySettings settings) {
    this(vertx, database, encryption, settings, new PreKeyMeters(new CompositeMeterRegistry()));
  }

  /** Serves one event loop. */
  public PreKeys(
      Vertx vertx,
      Database database,
      Encryption encryption,
      PreKeySettings settings,
      PreKeyMeters meters) {
    this.sealingExecutor = new SealingExecutor(vertx);
    this.database = database;
    this.encryption = encryption;
    this.settings = settings;
    this.bundleReader =
        new PreKeyBundleReader(database, encryption, sealingExecutor, settings, meters);
    this.statusReader = new KeyStatusReader(database, encryption, sealingExecutor);
    this.lowKeysReader = new LowKeysReader(database, encryption, settings.low());
  }

  /**
   * Registers a device. With the registrationID and signedPreKey on file its one-time keys are
   * added to those there; otherwise the registration is replaced, its former one-time keys dropped
   * and its waiting messages kept. A key that was handed out already is passed over, however often
   * it comes; the newest {@code preKeys.maxPerDevice} of those are remembered. An admission that
   * the registration brings replaces the one on file, and takes part in no comparison. Fails with
   * {@link TooManyDevicesException} where that would be one device too many, and with {@link
   * TooManyKeyBytesException} where the keys of all of the user's devices would take too much.
   *
   * @param source for whom; sources take turns, here and in the other methods
   * @return whether it has replaced a registration with another registrationID
   */
  public Future<Boolean> register(Address address, Registration registration, long source) {
    HashedAddress owner = encryption.hash(address);
    return runExclusively(
        owner.user(),
        source,
        () ->
            sealingExecutor
                .run(
                    () ->
                        SealedRegistration.seal(
                            owner, registration, encryption, settings.maxPerDevice()))
                .map(
                    row ->
                        sqlExecutor ->
                            write(row, sqlExecutor)
                                .map(former -> isAnother(owner, former, registration))));
  }

  /** One that cannot be opened any more is another one, and is replaced nevertheless. */
  private boolean isAnother(
      HashedAddress owner, Optional<Buffer> former, Registration registration) {
    try {
      return former
          .map(row -> encryption.open(SealPurpose.REGISTRATION, owner, row.getBytes()))
          .map(device -> Registration.registrationId(Buffer.buffer(device)))
          .filter(id -> id != registration.registrationId())
          .isPresent();
    } catch (EncryptionException damaged) {
      return true;
    }
  }

  /** Returns what was replaced, sealed; empty where the registration stays as it was. */
  private Future<Optional<Buffer>> write(SealedRegistration sealed, SqlExecutor sqlExecutor) {
    return sqlExecutor
        .query(
            """
            WITH former AS (
              SELECT epoch, fingerprint, registration,
                     registration_hash = $12 AND hashed_fingerprint = fingerprint AS is_same
              FROM device WHERE user_hash = $1 AND device_id = $2
            ), ranked AS (
              SELECT k.fingerprint, k.sealed_key IS NULL AS used,
                     octet_length(k.sealed_key) AS bytes,
                     row_number() OVER (PARTITION BY k.sealed_key IS NULL
                                        ORDER BY k.key_id DESC) AS place
              FROM one_time_pre_key k
              WHERE k.user_hash = $1 AND k.device_id = $2
                AND k.fingerprint <> ALL ($7::uuid[])
            ), judged AS (
              SELECT fingerprint, used, bytes, place > CASE
                WHEN used THEN $9::int
                WHEN EXISTS (SELECT FROM former WHERE fingerprint = $4)
                  THEN $9::int - cardinality($7::uuid[])
                ELSE 0 END AS outdated
              FROM ranked
            ), room AS (
              SELECT EXISTS (SELECT FROM former)
                  OR (SELECT count(*) FROM device WHERE user_hash = $1) < $6 AS free,
                $11::bigint
                  + coalesce((SELECT sum(bytes) FROM judged WHERE NOT outdated), 0)
                  + coalesce((SELECT sum(octet_length(registration)) FROM device
                              WHERE user_hash = $1 AND device_id <> $2), 0)
                  + coalesce((SELECT sum(octet_length(sealed_key)) FROM one_time_pre_key
                              WHERE user_hash = $1 AND device_id <> $2), 0)
                  <= $10::bigint AS fits
            ), written AS (
              INSERT INTO device (user_hash, device_id, epoch, fingerprint, registration,
                                  registration_hash, hashed_fingerprint,
                                  strangers, delivery_tokens)
              SELECT $1, $2, $3::bigint, $4::uuid, $5::bytea, $12::uuid, $4::uuid,
                     coalesce($13::smallint, 0), coalesce($14::uuid[], '{}')
              FROM room WHERE free AND fits
              ON CONFLICT (user_hash, device_id) DO UPDATE
                SET fingerprint = excluded.fingerprint, registration = excluded.registration,
                    registration_hash = excluded.registration_hash,
                    hashed_fingerprint = excluded.hashed_fingerprint,
                    strangers = coalesce($13::smallint, device.strangers),
                    delivery_tokens = coalesce($14::uuid[], device.delivery_tokens)
              RETURNING epoch
            ), dropped AS (
              DELETE FROM one_time_pre_key k
              USING judged j, written
              WHERE k.user_hash = $1 AND k.device_id = $2
                AND k.fingerprint = j.fingerprint AND (k.sealed_key IS NULL) = j.used
                AND j.outdated
            ), orphaned AS (
              DELETE FROM mailbox m USING written
              WHERE m.user_hash = $1 AND m.device_id = $2
                AND NOT EXISTS (SELECT FROM former)
            ), subscription_ended AS (
              DELETE FROM wakeup w USING written
              WHERE w.user_hash = $1 AND w.device_id = $2
                AND NOT EXISTS (SELECT FROM former WHERE is_same)
            ), added AS (
              INSERT INTO one_time_pre_key
                (user_hash, device_id, epoch, fingerprint, sealed_key)
              SELECT $1, $2, w.epoch, k.fingerprint, k.sealed_key
              FROM written w, unnest($7::uuid[], $8::bytea[])
                WITH ORDINALITY AS k (fingerprint, sealed_key, position)
              ORDER BY k.position
              ON CONFLICT (user_hash, device_id, fingerprint) DO NOTHING
            )
            SELECT free, fits,
                   (SELECT registration FROM former WHERE fingerprint <> $4) AS former
            FROM room\
            """,
            sealed.parameters(random.nextLong(), settings))
        .compose(PreKeys::requireRoom);
  }

  private static Future<Optional<Buffer>> requireRoom(RowSet<Row> rows) {
    Row room = rows.iterator().next();
    if (!room.getBoolean("free")) {
      return Future.failedFuture(new TooManyDevicesException());
    }
    return room.getBoolean("fits")
        ? Future.succeededFuture(Optional.ofNullable(room.getBuffer("former")))
        : Future.failedFuture(new TooManyKeyBytesException());
  }

  /** Removes a device's registration, keys and waiting messages; nothing where it has none. */
  public Future<Void> unregister(Address address, long source) {
    HashedAddress owner = encryption.hash(address);
    return runExclusively(
        owner.user(),
        source,
        () -> Future.succeededFuture(sqlExecutor -> remove(owner, sqlExecutor)));
  }

  /** The device first and then its subscription: appends lock them in this order. */
  private static Future<Void> remove(HashedAddress owner, SqlExecutor sqlExecutor) {
    return sqlExecutor
        .query(
            """
            WITH forgotten AS (
              DELETE FROM device WHERE user_hash = $1 AND device_id = $2
              RETURNING device_id
            ), subscription_ended AS (
              DELETE FROM wakeup
              WHERE user_hash = $1 AND device_id = $2
                AND (SELECT count(*) FROM forgotten) <= 1
            ), dropped AS (
              DELETE FROM one_time_pre_key WHERE user_hash = $1 AND device_id = $2
            )
            DELETE FROM mailbox WHERE user_hash = $1 AND device_id = $2\
            """,
            key(owner))
        .mapEmpty();
  }

  /** Runs a change of a user's registrations while no other runs, on any node. */
  private <T> Future<T> runExclusively(
      HashedUser user, long source, Supplier<Future<Function<SqlExecutor, Future<T>>>> prepare) {
    return database
        .exclusiveTransactions()
        .run(user.value().getMostSignificantBits(), source, prepare)
        .recover(PreKeysUnavailableException::translate);
  }

  /**
   * Takes the newest one-time key of each of the selected devices of a user, committed as used
   * before the future completes. Where the asker may take none, the result is as if none were left.
   * A device that the asker may not see is as one that is not registered. Fails with {@link
   * UnknownUserException} where the asker sees no device at all, and with {@link
   * UnknownDeviceException} where it sees none that was asked for.
   *
   * @param onTurn runs when the asker's source gets its slot; if it throws, none is taken
   */
  public Future<List<DeviceKeys>> take(
      UserId user, DeviceSelection devices, Asker asker, Runnable onTurn) {
    return bundleReader.take(user, devices, asker, onTurn);
  }

  /** The same for all devices but the known ones. */
  public Future<List<DeviceKeys>> take(
      UserId user, Set<DeviceId> known, Asker asker, Runnable onTurn) {
    return take(user, DeviceSelection.except(known), asker, onTurn);
  }

  /** Reads which keys of a device are on file, without hashes of the one-time keys. */
  public Future<KeysOnFile> status(Address address, long source) {
    return statusReader.read(address, source);
  }

  /**
   * Reads which keys of a device are on file. Each one-time key is opened, off the event loop.
   *
   * @param admission receives the number of one-time keys; if it throws, none is opened
   */
  public Future<KeysOnFile> statusWithHashes(Address address, long source, IntConsumer admission) {
    return statusReader.readWithHashes(address, source, admission);
  }

  /** Whether a device is registered and has fewer one-time keys than it should. */
  public Future<Boolean> isLow(Address address, long source) {
    return lowKeysReader.isLow(address, source).recover(PreKeysUnavailableException::translate);
  }

  private static Tuple key(HashedAddress owner) {
    return Tuple.of(owner.user().value(), owner.device().asLong());
  }
}
