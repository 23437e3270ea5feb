package org.messagingserver.prekeys;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.SqlExecutor;
import org.messagingserver.postgres.StatementBatcher;
import org.messagingserver.postgres.StatementBatcher.Request;
import org.messagingserver.protocol.Address;

/** Finds devices that should register more one-time keys, several in one statement. */
final class LowKeysReader {
  private static final int MAX_BATCH = 64;

  static final String LOOK =
      """
      SELECT a.place
      FROM unnest($1::uuid[], $2::bigint[])
        WITH ORDINALITY AS a (user_hash, device_id, place)
      WHERE (SELECT true FROM device d
             WHERE d.user_hash = a.user_hash AND d.device_id = a.device_id)
        AND (SELECT count(*)
             FROM (SELECT FROM one_time_pre_key k
                   WHERE k.user_hash = a.user_hash AND k.device_id = a.device_id
                     AND k.sealed_key IS NOT NULL
                   LIMIT $3) counted) < $3\
      """;

  private final SqlExecutor statements;
  private final Encryption encryption;
  private final int low;
  private final StatementBatcher<HashedAddress, Boolean> looks;

  LowKeysReader(Database database, Encryption encryption, int low) {
    this.statements = database;
    this.encryption = encryption;
    this.low = low;
    this.looks = database.readBatches(MAX_BATCH, this::look);
  }

  /** See {@link PreKeys#isLow}. */
  Future<Boolean> isLow(Address address, long source) {
    return looks.run(new Request<>(source, address.user(), () -> encryption.hash(address)));
  }

  private Future<List<Future<Boolean>>> look(List<HashedAddress> devices) {
    return statements
        .query(
            LOOK,
            Tuple.of(
                devices.stream().map(device -> device.user().value()).toArray(UUID[]::new),
                devices.stream().map(device -> device.device().asLong()).toArray(Long[]::new),
                low))
        .map(rows -> answers(devices.size(), rows));
  }

  private static List<Future<Boolean>> answers(int count, RowSet<Row> rows) {
    Set<Long> lowPlaces = new HashSet<>();
    rows.forEach(row -> lowPlaces.add(row.getLong("place")));
    return LongStream.rangeClosed(1, count)
        .mapToObj(place -> Future.succeededFuture(lowPlaces.contains(place)))
        .toList();
  }
}
