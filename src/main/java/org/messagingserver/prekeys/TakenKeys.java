package org.messagingserver.prekeys;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.prekeys.KeyCeilings.Lowest;
import org.messagingserver.protocol.DeviceId;

/** Deals the keys that one statement has taken to the requests that they were taken for. */
final class TakenKeys {
  private final List<Row> devices = new ArrayList<>();
  private final Set<HashedAddress> low = new HashSet<>();
  private final Map<HashedAddress, Queue<Buffer>> keys = new HashMap<>();
  private final Map<HashedAddress, Long> versions = new HashMap<>();
  private final Map<HashedAddress, Lowest> lowest = new HashMap<>();

  /**
   * @param rows of {@link KeyTakeStatement}
   */
  TakenKeys(RowSet<Row> rows) {
    List<Row> locked = new ArrayList<>();
    Set<Long> taken = new HashSet<>();
    for (Row row : rows) {
      if (row.getLong("request") != null) {
        devices.add(row);
        versions.put(owner(row), row.getLong("version"));
      } else if (row.getBuffer("sealed_key") != null) {
        locked.add(row);
      } else if (row.getLong("key_id") != null) {
        taken.add(row.getLong("key_id"));
      } else if (row.getBoolean("few")) {
        low.add(owner(row));
      }
    }
    devices.sort(
        Comparator.<Row>comparingLong(row -> row.getLong("request"))
            .thenComparingLong(row -> row.getLong("device_id")));
    locked.stream()
        .filter(row -> taken.contains(row.getLong("key_id")))
        .sorted(Comparator.<Row>comparingLong(row -> row.getLong("key_id")).reversed())
        .forEach(this::take);
  }

  private void take(Row row) {
    HashedAddress owner = owner(row);
    Queue<Buffer> taken = keys.computeIfAbsent(owner, first -> new ArrayDeque<>());
    taken.add(row.getBuffer("sealed_key"));
    lowest.put(owner, new Lowest(versions.get(owner), row.getLong("key_id"), taken.size()));
  }

  /** Of each device of which keys were taken. */
  Map<HashedAddress, Lowest> lowest() {
    return lowest;
  }

  private static HashedAddress owner(Row row) {
    return new HashedAddress(
        new HashedUser(row.getUUID("user_hash")), DeviceId.of(row.getLong("device_id")));
  }

  /** The newest key goes to the first; who comes last may get none. */
  List<List<KeyTaken>> deal(int requests) {
    List<List<KeyTaken>> dealt = new ArrayList<>();
    while (dealt.size() < requests) {
      dealt.add(new ArrayList<>());
    }
    for (Row row : devices) {
      dealt.get((int) (row.getLong("request") - 1)).add(deal(row));
    }
    return dealt;
  }

  private KeyTaken deal(Row row) {
    HashedAddress owner = owner(row);
    boolean takes = row.getBoolean("takes");
    Queue<Buffer> left = keys.getOrDefault(owner, new ArrayDeque<>());
    return new KeyTaken(
        owner.device(),
        row.getBuffer("registration"),
        row.getBoolean("admitted"),
        takes ? Optional.ofNullable(left.poll()) : Optional.empty(),
        takes && low.contains(owner));
  }
}
