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
import org.messagingserver.postgres.StatementBatcher;
import org.messagingserver.postgres.StatementBatcher.Request;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.UserId;

/** Hands out the keys of users; sources take turns. */
final class PreKeyBundleReader {
  /** An answer may have {@code preKeys.maxDevices} devices, and each of these 16 KiB of keys. */
  private static final int MAX_BATCH = 32;

  /** The keys of more than so many are opened beside the event loop. */
  private static final int MANY_DEVICES = 16;

  private final Database database;
  private final Encryption encryption;
  private final SealingExecutor sealingExecutor;
  private final StatementBatcher<KeyTake, List<DeviceKeys>> takes;

  PreKeyBundleReader(
      Database database,
      Encryption encryption,
      SealingExecutor sealingExecutor,
      PreKeySettings settings,
      PreKeyMeters meters) {
    this.database = database;
    this.encryption = encryption;
    this.sealingExecutor = sealingExecutor;
    KeyTakeStatement statement = new KeyTakeStatement(database, settings, meters);
    this.takes =
        database.limitedBatches(
            MAX_BATCH, batch -> statement.run(batch).map(rows -> bundles(batch, rows)));
  }

  /**
   * See {@link PreKeys#take}. The slot is released once the keys are open, so the number of answers
   * in the making is bounded. A take is not repeated if its outcome is unknown: its keys may be
   * used up.
   */
  Future<List<DeviceKeys>> take(
      UserId user, DeviceSelection devices, Asker asker, Runnable onTurn) {
    return current(user, devices, asker)
        .compose(
            now ->
                takes.run(
                    new Request<>(asker.source(), user, () -> begin(user, now, asker, onTurn))))
        .recover(PreKeysUnavailableException::translate);
  }

  private KeyTake begin(UserId user, DeviceSelection devices, Asker asker, Runnable onTurn) {
    onTurn.run();
    HashedUser hashed = encryption.hash(user);
    return new KeyTake(user, hashed, devices, token(hashed, asker), asker);
  }

  /** Those known devices that have changed are not known any more. */
  private Future<DeviceSelection> current(UserId user, DeviceSelection devices, Asker asker) {
    return devices.registrationIds().isEmpty()
        ? Future.succeededFuture(devices)
        : database.limited(
            asker.source(),
            statements ->
                visible(user, asker, statements).map(rows -> unchanged(user, devices, rows)));
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

  private List<Future<List<DeviceKeys>>> bundles(List<KeyTake> batch, List<List<KeyTaken>> taken) {
    List<Future<List<DeviceKeys>>> answers = new ArrayList<>();
    for (int place = 0; place < batch.size(); place++) {
      KeyTake take = batch.get(place);
      List<KeyTaken> own = taken.get(place);
      answers.add(
          Future.succeededFuture().compose(now -> bundles(take.user(), take.devices(), own)));
    }
    return answers;
  }

  /** Of one request; one that cannot be opened fails alone. */
  private Future<List<DeviceKeys>> bundles(
      UserId user, DeviceSelection devices, List<KeyTaken> taken) {
    if (taken.isEmpty()) {
      return Future.failedFuture(new UnknownUserException());
    }
    if (taken.stream().noneMatch(one -> devices.includes(one.device()))) {
      return Future.failedFuture(new UnknownDeviceException());
    }
    return taken.size() > MANY_DEVICES
        ? sealingExecutor.run(() -> decrypt(user, devices, taken))
        : Future.succeededFuture(decrypt(user, devices, taken));
  }

  private List<DeviceKeys> decrypt(UserId user, DeviceSelection devices, List<KeyTaken> taken) {
    return taken.stream()
        .filter(one -> devices.includes(one.device()) && !devices.known().contains(one.device()))
        .map(one -> bundle(new Address(user, one.device()), one))
        .toList();
  }

  private DeviceKeys bundle(Address address, KeyTaken taken) {
    HashedAddress owner = encryption.hash(address);
    Buffer device = open(SealPurpose.REGISTRATION, owner, taken.registration());
    return new DeviceKeys(
        address,
        Registration.registrationId(device),
        Registration.signedPreKey(device),
        taken
            .oneTimePreKey()
            .map(key -> open(SealPurpose.ONE_TIME_PRE_KEY, owner, key))
            .orElseGet(Buffer::buffer),
        taken.few(),
        taken.admitted());
  }

  private Buffer open(SealPurpose purpose, HashedAddress owner, Buffer sealed) {
    return Buffer.buffer(encryption.open(purpose, owner, sealed.getBytes()));
  }
}
