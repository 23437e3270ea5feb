package org.messagingserver.prekeys;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.SealPurpose;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.SqlExecutor;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.KeysOnFile;

/** Reads what is on file of a device's keys, for its owner, from the share of registrations. */
final class KeyStatusReader {
  private final Database database;
  private final Encryption encryption;
  private final SealingExecutor sealingExecutor;

  KeyStatusReader(Database database, Encryption encryption, SealingExecutor sealingExecutor) {
    this.database = database;
    this.encryption = encryption;
    this.sealingExecutor = sealingExecutor;
  }

  /** See {@link PreKeys#status}. */
  Future<KeysOnFile> read(Address address, long source) {
    HashedAddress owner = encryption.hash(address);
    return database
        .registrations(source, statements -> count(owner, statements))
        .map(row -> row.map(found -> counted(owner, found)).orElse(KeysOnFile.NONE))
        .recover(PreKeysUnavailableException::translate);
  }

  private static Future<Optional<Row>> count(HashedAddress owner, SqlExecutor statements) {
    return one(
        statements,
        """
        SELECT d.registration,
               (SELECT count(*) FROM one_time_pre_key k
                WHERE k.user_hash = $1 AND k.device_id = $2
                  AND k.epoch = d.epoch AND k.sealed_key IS NOT NULL) AS one_time_keys
        FROM device d
        WHERE d.user_hash = $1 AND d.device_id = $2\
        """,
        owner);
  }

  private KeysOnFile counted(HashedAddress owner, Row row) {
    return keys(owner, row, row.getInteger("one_time_keys"), List.of());
  }

  /**
   * See {@link PreKeys#statusWithHashes}. The slot is released once the keys are hashed, so the
   * number of answers in the making is bounded.
   */
  Future<KeysOnFile> readWithHashes(Address address, long source, IntConsumer admission) {
    HashedAddress owner = encryption.hash(address);
    return database
        .registrations(
            source,
            statements ->
                count(owner, statements)
                    .compose(
                        row -> {
                          admission.accept(
                              row.map(found -> found.getInteger("one_time_keys")).orElse(0));
                          return all(owner, statements);
                        })
                    .compose(
                        row ->
                            sealingExecutor.run(
                                () ->
                                    row.map(found -> hashed(owner, found))
                                        .orElse(KeysOnFile.NONE))))
        .recover(PreKeysUnavailableException::translate);
  }

  private static Future<Optional<Row>> all(HashedAddress owner, SqlExecutor statements) {
    return one(
        statements,
        """
        SELECT d.registration,
               ARRAY(SELECT k.sealed_key FROM one_time_pre_key k
                     WHERE k.user_hash = $1 AND k.device_id = $2
                       AND k.epoch = d.epoch AND k.sealed_key IS NOT NULL
                     ORDER BY k.key_id DESC) AS sealed_keys
        FROM device d
        WHERE d.user_hash = $1 AND d.device_id = $2\
        """,
        owner);
  }

  private KeysOnFile hashed(HashedAddress owner, Row row) {
    List<Integer> hashes =
        Stream.of(row.get(Buffer[].class, "sealed_keys"))
            .map(key -> open(SealPurpose.ONE_TIME_PRE_KEY, owner, key))
            .map(KeysOnFile::shortHash)
            .toList();
    return keys(owner, row, hashes.size(), hashes);
  }

  private KeysOnFile keys(HashedAddress owner, Row row, int oneTimeKeys, List<Integer> hashes) {
    Buffer device =
        Buffer.buffer(open(SealPurpose.REGISTRATION, owner, row.getBuffer("registration")));
    byte[] signedPreKey = Registration.signedPreKey(device).getBytes();
    return new KeysOnFile(
        true,
        Registration.registrationId(device),
        Buffer.buffer(KeysOnFile.hash(signedPreKey)),
        oneTimeKeys,
        hashes);
  }

  private byte[] open(SealPurpose purpose, HashedAddress owner, Buffer sealed) {
    return encryption.open(purpose, owner, sealed.getBytes());
  }

  private static Future<Optional<Row>> one(SqlExecutor by, String sql, HashedAddress owner) {
    return by.query(sql, Tuple.of(owner.user().value(), owner.device().asLong()))
        .map(KeyStatusReader::first);
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }
}
