package org.messagingserver.prekeys;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.encryption.SealPurpose;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.SqlExecutor;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.UserId;

/** Hands out the keys of users; sources take turns. */
final class PreKeyBundleReader {
  /** Takes that may be under way at once without one of them missing that few keys are left. */
  private static final int CONCURRENT_TAKES = 32;

  /** The keys of more than so many are opened beside the event loop. */
  private static final int MANY_DEVICES = 16;

  private final Database database;
  private final Encryption encryption;
  private final SealingExecutor sealingExecutor;
  private final PreKeySettings settings;

  PreKeyBundleReader(
      Database database,
      Encryption encryption,
      SealingExecutor sealingExecutor,
      PreKeySettings settings) {
    this.database = database;
    this.encryption = encryption;
    this.sealingExecutor = sealingExecutor;
    this.settings = settings;
  }

  /** See {@link PreKeys#take}. */
  Future<List<DeviceKeys>> take(
      UserId user, DeviceSelection devices, long source, Runnable admission) {
    return runLimited(
        source,
        admission,
        statements ->
            current(user, devices, statements)
                .compose(
                    now ->
                        takeNewest(user, now, statements)
                            .compose(rows -> bundles(user, now, rows))));
  }

  /** Those known devices that have changed are not known any more. */
  private Future<DeviceSelection> current(
      UserId user, DeviceSelection devices, SqlExecutor statements) {
    return devices.registrationIds().isEmpty()
        ? Future.succeededFuture(devices)
        : registered(user, statements).map(rows -> unchanged(user, devices, rows));
  }

  private DeviceSelection unchanged(UserId user, DeviceSelection devices, RowSet<Row> rows) {
    Set<DeviceId> known = new HashSet<>(devices.known());
    for (Row row : rows) {
      DeviceId device = DeviceId.of(row.getLong("device_id"));
      if (known.contains(device) && devices.hasChanged(device, registrationId(user, row))) {
        known.remove(device);
      }
    }
    return devices.withKnown(known);
  }

  private int registrationId(UserId user, Row row) {
    HashedAddress owner = encryption.hash(new Address(user, DeviceId.of(row.getLong("device_id"))));
    return Registration.registrationId(
        open(SealPurpose.REGISTRATION, owner, row.getBuffer("registration")));
  }

  private Future<RowSet<Row>> takeNewest(
      UserId user, DeviceSelection devices, SqlExecutor statements) {
    HashedUser hashed = encryption.hash(user);
    return statements.query(
        """
        WITH newest AS MATERIALIZED (
          SELECT d.device_id, k.fingerprint, k.sealed_key
          FROM device d
          CROSS JOIN LATERAL (
            SELECT o.fingerprint, o.sealed_key FROM one_time_pre_key o
            WHERE o.user_hash = d.user_hash AND o.device_id = d.device_id
              AND o.epoch = d.epoch AND o.sealed_key IS NOT NULL
            ORDER BY o.key_id DESC
            LIMIT 1
            FOR UPDATE SKIP LOCKED) k
          WHERE d.user_hash = $1 AND d.device_id <> ALL ($2)
            AND (cardinality($4::bigint[]) = 0 OR d.device_id = ANY ($4))
        ), taken AS (
          UPDATE one_time_pre_key k SET sealed_key = NULL
          FROM newest n
          WHERE k.user_hash = $1 AND k.device_id = n.device_id
            AND k.fingerprint = n.fingerprint
          RETURNING k.device_id, n.sealed_key
        )
        SELECT d.device_id, d.registration, t.sealed_key,
               (SELECT count(*)
                FROM (SELECT FROM one_time_pre_key o
                      WHERE o.user_hash = d.user_hash AND o.device_id = d.device_id
                        AND o.sealed_key IS NOT NULL
                      LIMIT $3) counted) < $3 AS few
        FROM device d
        LEFT JOIN taken t ON t.device_id = d.device_id
        WHERE d.user_hash = $1
        ORDER BY d.device_id\
        """,
        Tuple.of(
            hashed.value(),
            ids(devices.known()),
            settings.low() == 0 ? 0 : settings.low() + CONCURRENT_TAKES,
            ids(devices.only())));
  }

  private static Long[] ids(Set<DeviceId> devices) {
    return devices.stream().map(DeviceId::asLong).toArray(Long[]::new);
  }

  /** See {@link PreKeys#withoutOneTimeKeys}. */
  Future<List<DeviceKeys>> withoutOneTimeKeys(
      UserId user, DeviceSelection devices, long source, Runnable admission) {
    return runLimited(
        source,
        admission,
        statements ->
            registered(user, statements)
                .compose(rows -> bundles(user, unchanged(user, devices, rows), rows)));
  }

  private Future<RowSet<Row>> registered(UserId user, SqlExecutor statements) {
    return statements.query(
        """
        SELECT device_id, registration, NULL::bytea AS sealed_key, FALSE AS few
        FROM device
        WHERE user_hash = $1
        ORDER BY device_id\
        """,
        Tuple.of(encryption.hash(user).value()));
  }

  /**
   * The slot is released once the keys are open, so the number of answers in the making is bounded.
   */
  private Future<List<DeviceKeys>> runLimited(
      long source, Runnable admission, Function<SqlExecutor, Future<List<DeviceKeys>>> fetch) {
    return database
        .limited(
            source,
            statements -> {
              admission.run();
              return fetch.apply(statements);
            })
        .recover(PreKeysUnavailableException::translate);
  }

  private Future<List<DeviceKeys>> bundles(UserId user, DeviceSelection devices, RowSet<Row> rows) {
    if (rows.size() == 0) {
      return Future.failedFuture(new UnknownUserException());
    }
    if (rows.stream().noneMatch(row -> devices.includes(DeviceId.of(row.getLong("device_id"))))) {
      return Future.failedFuture(new UnknownDeviceException());
    }
    return rows.size() > MANY_DEVICES
        ? sealingExecutor.run(() -> decrypt(user, devices, rows))
        : Future.succeededFuture(decrypt(user, devices, rows));
  }

  private List<DeviceKeys> decrypt(UserId user, DeviceSelection devices, RowSet<Row> rows) {
    List<DeviceKeys> bundles = new ArrayList<>();
    for (Row row : rows) {
      DeviceId device = DeviceId.of(row.getLong("device_id"));
      if (devices.includes(device) && !devices.known().contains(device)) {
        bundles.add(bundle(new Address(user, device), row));
      }
    }
    return bundles;
  }

  private DeviceKeys bundle(Address address, Row row) {
    HashedAddress owner = encryption.hash(address);
    Buffer device = open(SealPurpose.REGISTRATION, owner, row.getBuffer("registration"));
    Buffer sealedKey = row.getBuffer("sealed_key");
    return new DeviceKeys(
        address,
        Registration.registrationId(device),
        Registration.signedPreKey(device),
        sealedKey == null ? Buffer.buffer() : open(SealPurpose.ONE_TIME_PRE_KEY, owner, sealedKey),
        row.getBoolean("few"));
  }

  private Buffer open(SealPurpose purpose, HashedAddress owner, Buffer sealed) {
    return Buffer.buffer(encryption.open(purpose, owner, sealed.getBytes()));
  }
}
