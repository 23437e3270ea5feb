package org.messagingserver.tools.bench;

import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The one-time keys of a row, which come back after each spell: the same ones for all sides. */
final class KeyStock {
  private static final String KEPT = "bench_one_time_pre_key";

  private final Store store;

  private KeyStock(Store store) {
    this.store = store;
  }

  /** Without any key, and without users of another row. */
  static KeyStock empty(Store store) {
    store.run("TRUNCATE one_time_pre_key, device");
    return new KeyStock(store);
  }

  /** Keeps a copy of those that are there now. */
  void keep() {
    store.run("DROP TABLE IF EXISTS " + KEPT);
    store.run("CREATE TABLE " + KEPT + " AS SELECT * FROM one_time_pre_key");
    refill();
  }

  /** Puts the table back as it was. */
  void refill() {
    store.run("TRUNCATE one_time_pre_key");
    store.run("INSERT INTO one_time_pre_key OVERRIDING SYSTEM VALUE SELECT * FROM " + KEPT);
    store.run("ANALYZE one_time_pre_key");
  }

  /** The owners of the keys. */
  List<UUID> owners() {
    List<UUID> owners = new ArrayList<>();
    for (Row row : store.run("SELECT DISTINCT user_hash FROM " + KEPT)) {
      owners.add(row.getUUID(0));
    }
    return owners;
  }

  void drop() {
    store.run("DROP TABLE " + KEPT);
  }
}
