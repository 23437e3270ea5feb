package org.messagingserver.tools.bench;

import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The one-time keys of a row, restored after each measurement, the same for all contenders. */
final class PreKeySnapshot {
  private static final String COPY = "bench_one_time_pre_key";

  private final SharedPostgres postgres;

  private PreKeySnapshot(SharedPostgres postgres) {
    this.postgres = postgres;
  }

  /** Removes all keys and users of earlier rows. */
  static PreKeySnapshot empty(SharedPostgres postgres) {
    postgres.run("TRUNCATE one_time_pre_key, mailbox_floor, device");
    return new PreKeySnapshot(postgres);
  }

  /** Saves a copy of the current keys. */
  void save() {
    postgres.run("DROP TABLE IF EXISTS " + COPY);
    postgres.run("CREATE TABLE " + COPY + " AS SELECT * FROM one_time_pre_key");
    restore();
  }

  /** Restores the saved keys. */
  void restore() {
    postgres.run("TRUNCATE one_time_pre_key");
    postgres.run("INSERT INTO one_time_pre_key OVERRIDING SYSTEM VALUE SELECT * FROM " + COPY);
    postgres.run("ANALYZE one_time_pre_key");
  }

  /** The owners of the keys. */
  List<UUID> owners() {
    List<UUID> owners = new ArrayList<>();
    for (Row row : postgres.run("SELECT DISTINCT user_hash FROM " + COPY)) {
      owners.add(row.getUUID(0));
    }
    return owners;
  }

  void drop() {
    postgres.run("DROP TABLE " + COPY);
  }
}
