package org.messagingserver.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/**
 * Properties that a database server reports.
 *
 * @param major version
 * @param durable whether what it committed survives a crash of its machine
 * @param replica whether it takes no writes since it follows another one
 * @param readOnly whether it takes none for another reason
 * @param synchronous whether a commit waits until it is durable
 * @param sessionSettingsApplied whether the session has the settings that this server asked for
 */
record ServerInfo(
    int major,
    boolean durable,
    boolean replica,
    boolean readOnly,
    boolean synchronous,
    boolean sessionSettingsApplied) {
  private static final int OLDEST = 15;
  private static final int NEWEST = 18;

  static Future<ServerInfo> query(Database database) {
    return database
        .query(
            """
            SELECT current_setting('server_version_num')::int / 10000 AS major,
                   current_setting('fsync')::bool AND current_setting('full_page_writes')::bool
                     AS durable,
                   pg_is_in_recovery() AS replica,
                   current_setting('transaction_read_only')::bool AS read_only,
                   current_setting('synchronous_commit') IN ('on', 'remote_apply') AS synchronous,
                   current_setting('plan_cache_mode') = 'force_generic_plan'
                     AND current_setting('statement_timeout') <> '0' AS ours\
            """,
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
    if (!synchronous) {
      return Optional.of(
          "the database acknowledges before it has written;"
              + " set synchronous_commit = on for this user by ALTER ROLE");
    }
    return replica || readOnly ? Optional.of(unwritable()) : Optional.empty();
  }

  private String unwritable() {
    return replica
        ? "the database is a read-only replica"
        : "the database is read-only (default_transaction_read_only is on)";
  }

  /** Whether it is newer than those that this server was tried with. */
  boolean isUntested() {
    return major > NEWEST;
  }

  private static ServerInfo of(Row row) {
    return new ServerInfo(
        row.getInteger("major"),
        row.getBoolean("durable"),
        row.getBoolean("replica"),
        row.getBoolean("read_only"),
        row.getBoolean("synchronous"),
        row.getBoolean("ours"));
  }
}
