package org.messagingserver.postgres;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.messagingserver.postgres.BackupManifest.Table;
import org.postgresql.PGConnection;

/** Writes all rows of a database, as they were at one moment, while servers go on using it. */
final class BackupSource {
  /** Of the rows, so that any Postgres reads what any other wrote. */
  private static final List<String> SESSION =
      List.of(
          "SET statement_timeout = 0",
          "SET lock_timeout = 0",
          "SET idle_in_transaction_session_timeout = 0",
          "SET bytea_output = 'hex'",
          "SET DateStyle = 'ISO'",
          "SET TimeZone = 'UTC'");

  private final Connection connection;
  private final BackupTables tables;
  private final Consumer<String> progress;

  private BackupSource(Connection connection, Consumer<String> progress) {
    this.connection = connection;
    this.tables = new BackupTables(connection);
    this.progress = progress;
  }

  /** Writes a new file. */
  static BackupManifest write(Connection connection, Path file, Consumer<String> progress)
      throws SQLException, IOException {
    try (BackupFile backupFile = BackupFile.create(file)) {
      BackupManifest manifest = new BackupSource(connection, progress).write(backupFile);
      backupFile.finish(manifest);
      return manifest;
    }
  }

  private BackupManifest write(BackupFile file) throws SQLException, IOException {
    prepare(connection);
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    String schema = tables.schema().orElseThrow(BackupSource::empty);
    Instant createdAt = Instant.now();
    UUID keyset = tables.keyset().orElseThrow(BackupSource::empty);
    List<Table> found = tables.all();
    tables.run(
        found.stream()
            .map(Table::quoted)
            .collect(Collectors.joining(", ", "LOCK TABLE ", " IN ACCESS SHARE MODE")));
    List<Table> written = new ArrayList<>();
    for (Table table : found) {
      written.add(write(table, file.startTable(table.name())));
    }
    connection.rollback();
    return new BackupManifest(createdAt, schema, keyset, written);
  }

  /** Removes a session's time-outs. */
  static void prepare(Connection connection) throws SQLException {
    BackupTables session = new BackupTables(connection);
    for (String setting : SESSION) {
      session.run(setting);
    }
  }

  private Table write(Table table, OutputStream archive) throws SQLException, IOException {
    CopyProgress copyProgress = new CopyProgress(table.name(), progress);
    long rows =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut(
                "COPY %s (%s) TO STDOUT".formatted(table.quoted(), table.quotedColumns()),
                new CountingOutputStream(archive, copyProgress));
    copyProgress.done(rows);
    return new Table(table.name(), table.columns(), rows);
  }

  private static BackupException empty() {
    return new BackupException("no server has used this database yet: there is nothing in it");
  }

  /** Passes whole rows on, and is not closed with the copy. */
  private static final class CountingOutputStream extends FilterOutputStream {
    private final CopyProgress copyProgress;

    CountingOutputStream(OutputStream archive, CopyProgress copyProgress) {
      super(archive);
      this.copyProgress = copyProgress;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      copyProgress.moved(length);
    }

    @Override
    public void close() {
      // The archive goes on with the next table.
    }
  }
}
