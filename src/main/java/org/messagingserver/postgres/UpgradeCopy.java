package org.messagingserver.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.messagingserver.postgres.BackupManifest.Table;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/**
 * Copies every row of the tables that migrations have made, and the numbers that come next, from
 * one Postgres to an empty one, all or nothing.
 */
final class UpgradeCopy {
  /** Additions of operators, one kind a row. */
  private static final String ADDED =
      """
      SELECT 'databases' FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'
      UNION SELECT 'roles' FROM pg_roles WHERE rolname <> current_user AND rolname !~ '^pg_'
      UNION SELECT 'settings' FROM pg_db_role_setting
      UNION SELECT 'settings' FROM pg_file_settings WHERE sourcefile ~ 'postgresql\\.auto\\.conf$'
      UNION SELECT 'extensions' FROM pg_extension WHERE extname <> 'plpgsql'
      UNION SELECT 'views' FROM pg_class
        WHERE relkind IN ('v', 'm') AND relnamespace = current_schema()::regnamespace
      UNION SELECT 'schemas' FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema')\
      """;

  private final Connection source;
  private final Connection target;
  private final BackupTables from;
  private final BackupTables to;
  private final Consumer<String> progress;

  private UpgradeCopy(Connection source, Connection target, Consumer<String> progress) {
    this.source = source;
    this.target = target;
    this.from = new BackupTables(source);
    this.to = new BackupTables(target);
    this.progress = progress;
  }

  /**
   * Copies; the rows are on the disk of the target when it returns.
   *
   * @param progress receives a line for each step
   * @return the kinds of things in the source that were left, since no migration makes them
   */
  static Set<String> between(DataSource source, DataSource target, Consumer<String> progress)
      throws SQLException {
    try (Connection from = source.getConnection();
        Connection to = target.getConnection()) {
      BackupSource.prepare(from);
      BackupSource.prepare(to);
      from.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      from.setAutoCommit(false);
      UpgradeCopy copy = new UpgradeCopy(from, to, progress);
      Set<String> left = new TreeSet<>(copy.from.column(ADDED));
      Optional<String> schema = copy.from.schema();
      if (schema.isPresent()) {
        new Migrations(target, PostgresStartException.EMBEDDED).runUpTo(schema.get(), line -> {});
        copy.run(left);
      } else if (!copy.from.all().isEmpty()) {
        left.add("tables");
      }
      return left;
    }
  }

  private void run(Set<String> left) throws SQLException {
    List<Table> known = to.all();
    if (!known.containsAll(from.all())) {
      left.add("tables");
    }
    target.setAutoCommit(false);
    // Postgres logs no rows of a table that is emptied in the same transaction.
    to.run(
        Stream.concat(known.stream(), to.unlogged().stream())
            .map(Table::quoted)
            .collect(Collectors.joining(", ", "TRUNCATE ", "")));
    for (Table table : known) {
      copy(table);
      from.copySequences(table, to);
      to.run("ANALYZE " + table.quoted());
    }
    target.commit();
    target.setAutoCommit(true);
    progress.accept("writing all of it to the disk");
    to.run("CHECKPOINT");
  }

  private void copy(Table table) throws SQLException {
    CopyProgress copyProgress = new CopyProgress(table.name(), progress);
    CopyOut out = copies(source).copyOut(sql(table, "TO STDOUT"));
    CopyIn in = copies(target).copyIn(sql(table, "FROM STDIN"));
    // An upgrade fails as a whole: closing its connections ends a copy that is under way.
    for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
      in.writeToCopy(row, 0, row.length);
      copyProgress.moved(row.length);
    }
    long rows = in.endCopy();
    if (rows != out.getHandledRowCount()) {
      throw new SQLException("rows are missing in the copy", "XX000");
    }
    copyProgress.done(rows);
  }

  private static CopyManager copies(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  private static String sql(Table table, String direction) {
    return "COPY %s (%s) %s (FORMAT binary)"
        .formatted(table.quoted(), table.quotedColumns(), direction);
  }
}
