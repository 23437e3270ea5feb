package org.messagingserver.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.postgres.BackupManifest.Table;

/** The facts about the tables of a database that a backup needs, as one connection sees them. */
final class BackupTables {
  private final Connection connection;

  BackupTables(Connection connection) {
    this.connection = connection;
  }

  /** Runs a statement whose result is ignored. */
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Every table but the record of migrations, without the number of its rows. Unlogged tables hold
   * what is true of this database alone.
   */
  List<Table> all() throws SQLException {
    return tables("p");
  }

  /** The unlogged ones. */
  List<Table> unlogged() throws SQLException {
    return tables("u");
  }

  private List<Table> tables(String persistence) throws SQLException {
    List<Table> tables = new ArrayList<>();
    List<String> names =
        column(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
              AND relname <> 'flyway_schema_history' AND relpersistence = ?::"char"
            ORDER BY relname\
            """,
            persistence);
    for (String name : names) {
      tables.add(new Table(name, columns(name), 0));
    }
    return tables;
  }

  private List<String> columns(String table) throws SQLException {
    return column(
        """
        SELECT attname FROM pg_attribute
        WHERE attrelid = (quote_ident(current_schema()) || '.' || quote_ident(?))::regclass
          AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        ORDER BY attnum\
        """,
        table);
  }

  /** The version of the tables; empty without tables. */
  Optional<String> schema() throws SQLException {
    if (column("SELECT 1 WHERE to_regclass('flyway_schema_history') IS NOT NULL").isEmpty()) {
      return Optional.empty();
    }
    return column(
            """
            SELECT version FROM flyway_schema_history
            WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1\
            """)
        .stream()
        .findFirst();
  }

  /** The keyset that the rows were sealed under; empty where no server has used the tables yet. */
  Optional<UUID> keyset() throws SQLException {
    return column("SELECT keyset_id FROM deployment").stream().map(UUID::fromString).findFirst();
  }

  /** Lets the numbers that a table of the same columns makes go on in another database. */
  void copySequences(Table table, BackupTables other) throws SQLException {
    for (String column : table.columns()) {
      for (String sequence : sequences(table, column)) {
        String next =
            column("SELECT last_value || ', ' || is_called FROM %s".formatted(sequence)).get(0);
        other.column("SELECT setval('%s', %s)".formatted(sequence.replace("'", "''"), next));
      }
    }
  }

  private List<String> sequences(Table table, String column) throws SQLException {
    return column(
        "SELECT pg_get_serial_sequence(?, ?) WHERE pg_get_serial_sequence(?, ?) IS NOT NULL",
        table.quoted(),
        column,
        table.quoted(),
        column);
  }

  /** Lets the numbers that a table makes itself begin behind those that it holds. */
  void advanceIdentities(Table table) throws SQLException {
    for (String column : table.columns()) {
      for (String sequence : sequences(table, column)) {
        column(
            "SELECT setval('%s', (SELECT coalesce(max(%s), 0) + 1 FROM %s), false)"
                .formatted(sequence.replace("'", "''"), Table.quoted(column), table.quoted()));
      }
    }
  }

  /** The first column of a query's rows. */
  List<String> column(String sql, String... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int index = 0; index < parameters.length; index++) {
        statement.setString(index + 1, parameters[index]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<String> values = new ArrayList<>();
        while (rows.next()) {
          values.add(rows.getString(1));
        }
        return values;
      }
    }
  }
}
