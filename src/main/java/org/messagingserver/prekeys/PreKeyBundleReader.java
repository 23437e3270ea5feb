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
import java.util.UUID;
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

  /**
   * See {@link PreKeys#take}. The slot is released once the keys are open, so the number of answers
   * in the making is bounded.
   */
  Future<List<DeviceKeys>> take(
      UserId user, DeviceSelection devices, Asker asker, Runnable onTurn) {
    return database
        .limited(
            asker.source(),
            statements -> {
              onTurn.run();
              return current(user, devices, asker, statements)
                  .compose(
                      now ->
                          takeNewest(user, now, asker, statements)
                              .compose(rows -> bundles(user, now, rows)));
            })
        .recover(PreKeysUnavailableException::translate);
  }

  /** Those known devices that have changed are not known any more. */
  private Future<DeviceSelection> current(
      UserId user, DeviceSelection devices, Asker asker, SqlExecutor statements) {
    return devices.registrationIds().isEmpty()
        ? Future.succeededFuture(devices)
        : visible(user, asker, statements).map(rows -> unchanged(user, devices, rows));
  }

  private Future<RowSet<Row>> visible(UserId user, Asker asker, SqlExecutor statements) {
    HashedUser hashed = encryption.hash(user);
    return statements.query(
        """
        SELECT device_id, registration FROM device
        WHERE user_hash = $1 AND (strangers < 2 OR delivery_tokens @> ARRAY[$2::uuid])\
        """,
        Tuple.of(hashed.value(), token(hashed, asker)));
  }

  private UUID token(HashedUser user, Asker asker) {
    return asker
        .token()
        .map(given -> encryption.fingerprintOfToken(user, given.hash().getBytes()))
        .orElse(null);
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
      UserId user, DeviceSelection devices, Asker asker, SqlExecutor statements) {
    HashedUser hashed = encryption.hash(user);
    return statements.query(
        """
        WITH visible AS MATERIALIZED (
          SELECT d.user_hash, d.device_id, d.epoch, d.registration,
                 d.delivery_tokens @> ARRAY[$4::uuid] AS admitted,
                 CASE WHEN d.delivery_tokens @> ARRAY[$4::uuid] THEN $6
                      ELSE $5 AND d.strangers = 0 END AS takes
          FROM device d
          WHERE d.user_hash = $1
            AND (d.strangers < 2 OR d.delivery_tokens @> ARRAY[$4::uuid])
        ), newest AS MATERIALIZED (
          SELECT d.device_id, k.fingerprint, k.sealed_key
          FROM visible d
          CROSS JOIN LATERAL (
            SELECT o.fingerprint, o.sealed_key FROM one_time_pre_key o
            WHERE o.user_hash = d.user_hash AND o.device_id = d.device_id
              AND o.epoch = d.epoch AND o.sealed_key IS NOT NULL
            ORDER BY o.key_id DESC
            LIMIT 1
            FOR UPDATE SKIP LOCKED) k
          WHERE d.takes AND d.device_id <> ALL ($2)
            AND (cardinality($7::bigint[]) = 0 OR d.device_id = ANY ($7))
        ), taken AS (
          UPDATE one_time_pre_key k SET sealed_key = NULL
          FROM newest n
          WHERE k.user_hash = $1 AND k.device_id = n.device_id
            AND k.fingerprint = n.fingerprint
          RETURNING k.device_id, n.sealed_key
        )
        SELECT d.device_id, d.registration, d.admitted, t.sealed_key,
               d.takes AND (SELECT count(*)
                FROM (SELECT FROM one_time_pre_key o
                      WHERE o.user_hash = d.user_hash AND o.device_id = d.device_id
                        AND o.sealed_key IS NOT NULL
                      LIMIT $3) counted) < $3 AS few
        FROM visible d
        LEFT JOIN taken t ON t.device_id = d.device_id
        ORDER BY d.device_id\
        """,
        Tuple.of(
            hashed.value(),
            ids(devices.known()),
            settings.low() == 0 ? 0 : settings.low() + CONCURRENT_TAKES,
            token(hashed, asker),
            asker.takesAsStranger(),
            asker.takesAsHolder(),
            ids(devices.only())));
  }

  private static Long[] ids(Set<DeviceId> devices) {
    return devices.stream().map(DeviceId::asLong).toArray(Long[]::new);
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
        row.getBoolean("few"),
        row.getBoolean("admitted"));
  }

  private Buffer open(SealPurpose purpose, HashedAddress owner, Buffer sealed) {
    return Buffer.buffer(encryption.open(purpose, owner, sealed.getBytes()));
  }
}
