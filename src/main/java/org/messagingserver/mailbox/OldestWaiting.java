package org.messagingserver.mailbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.postgres.SqlExecutor;
import org.messagingserver.protocol.DeviceId;

/** The place of the oldest message that waits for a device and is not quiet. */
public final class OldestWaiting {
  static final String FIND =
      """
      SELECT a.user_hash, a.device_id, oldest.row_id
      FROM unnest($1::uuid[], $2::bigint[]) AS a (user_hash, device_id)
      JOIN device d ON d.user_hash = a.user_hash AND d.device_id = a.device_id
      CROSS JOIN LATERAL (
        SELECT coalesce((SELECT s.row_id FROM mailbox_floor s
                         WHERE s.user_hash = a.user_hash AND s.device_id = a.device_id), 0)
          AS row_id
        OFFSET 0) f
      CROSS JOIN LATERAL (
        SELECT m.row_id FROM mailbox m
        WHERE m.user_hash = d.user_hash AND m.device_id = d.device_id
          AND m.row_id >= f.row_id
          AND m.epoch = d.epoch AND m.expires_at > $now AND NOT m.quiet
        ORDER BY m.row_id
        LIMIT 1) oldest\
      """
          .replace("$now", TrustedTime.NOW);

  private OldestWaiting() {}

  /** The row of each device for which such a message waits. */
  public static Future<Map<HashedAddress, Long>> find(SqlExecutor by, List<HashedAddress> devices) {
    return by.query(
            FIND,
            Tuple.of(
                (Object) devices.stream().map(device -> device.user().value()).toArray(UUID[]::new),
                (Object)
                    devices.stream().map(device -> device.device().asLong()).toArray(Long[]::new)))
        .map(
            rows -> {
              Map<HashedAddress, Long> found = new HashMap<>();
              for (Row row : rows) {
                HashedUser user = new HashedUser(row.getUUID("user_hash"));
                DeviceId device = DeviceId.of(row.getLong("device_id"));
                found.put(new HashedAddress(user, device), row.getLong("row_id"));
              }
              return found;
            });
  }
}
