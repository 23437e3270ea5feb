package org.messagingserver.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/**
 * What a database server says of itself.
 *
 * @param major version
 * @param durable whether what it committed survives a crash of its machine
 * @param replica whether it takes no writes
 */
record ServerFacts(int major, boolean durable, boolean replica) {
  private static final int OLDEST = 13;
  private static final int NEWEST = 17;

  static Future<ServerFacts> ask(Database database) {
    return database
        .query(
            """
            SELECT current_setting('server_version_num')::int / 10000 AS major,
                   current_setting('fsync')::bool AND current_setting('full_page_writes')::bool
                     AS durable,
                   pg_is_in_recovery() AS replica""",
            Tuple.tuple())
        .map(rows -> of(rows.iterator().next()));
  }

  /** Why it must not be used, as an operator wants to read it. */
  Optional<String> objection() {
    if (major < OLDEST) {
      return Optional.of("Postgres " + major + " is too old; " + OLDEST + " or newer is needed");
    }
    if (!durable) {
      return Optional.of(
          "the database runs with fsync or full_page_writes off and would lose what it committed");
    }
    return replica ? Optional.of("the database is a read-only replica") : Optional.empty();
  }

  /** Whether it is newer than those that this server was tried with. */
  boolean isUntried() {
    return major > NEWEST;
  }

  private static ServerFacts of(Row row) {
    return new ServerFacts(
        row.getInteger("major"), row.getBoolean("durable"), row.getBoolean("replica"));
  }
}
