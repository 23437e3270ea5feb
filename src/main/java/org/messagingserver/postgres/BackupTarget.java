package org.messagingserver.postgres;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.zip.ZipFile;
import org.messagingserver.postgres.BackupManifest.Table;
import org.postgresql.PGConnection;

/** Fills the empty tables of a database with all rows of a backup, or with none of them. */
final class BackupTarget {
  private final Connection connection;
  private final BackupTables tables;
  private final Consumer<String> progress;

  BackupTarget(Connection connection, Consumer<String> progress) {
    this.connection = connection;
    this.tables = new BackupTables(connection);
    this.progress = progress;
  }

  /**
   * Fails with {@link BackupException} for a database that a server has used, or whose tables are
   * of another version already.
   */
  void requireEmpty(BackupManifest backup) throws SQLException {
    if (tables.schema().isEmpty()) {
      return;
    }
    if (tables.keyset().isPresent()) {
      throw new BackupException("this database is in use already; restore into an empty one");
    }
    String present = tables.schema().get();
    if (!present.equals(backup.schema())) {
      throw new BackupException(
          "this database has tables of version %s, the backup those of version %s; restore into one"
                  .formatted(present, backup.schema())
              + " without tables");
    }
  }

  /**
   * Fills them in one transaction.
   *
   * @param moved whether the former database has served nobody since; else its one-time keys count
   *     as handed out
   */
  void fill(ZipFile archive, BackupManifest backup, boolean moved)
      throws SQLException, IOException {
    BackupSource.prepare(connection);
    connection.setAutoCommit(false);
    tables.run("LOCK TABLE deployment IN ACCESS EXCLUSIVE MODE");
    requireEmpty(backup);
    for (Table table : backup.tables()) {
      fill(archive, table);
    }
    dropFloors();
    tables.run("UPDATE deployment SET deployment_id = gen_random_uuid()");
    if (!moved) {
      tables.run("UPDATE one_time_pre_key SET sealed_key = NULL WHERE sealed_key IS NOT NULL");
    }
    connection.commit();
  }

  /** Numbers of rows begin behind those that are there, so they may be lower than they were. */
  private void dropFloors() throws SQLException {
    for (Table table : tables.unlogged()) {
      tables.run("DELETE FROM " + table.quoted());
    }
  }

  private void fill(ZipFile archive, Table table) throws SQLException, IOException {
    CopyProgress copyProgress = new CopyProgress(table.name(), progress);
    tables.run("DELETE FROM " + table.quoted());
    long rows = BackupFile.table(archive, table.name(), bytes -> copy(table, bytes, copyProgress));
    if (rows != table.rows()) {
      throw new BackupException("the backup is damaged");
    }
    tables.advanceIdentities(table);
    tables.run("ANALYZE " + table.quoted());
    copyProgress.done(rows);
  }

  private long copy(Table table, InputStream bytes, CopyProgress copyProgress) throws IOException {
    try {
      return connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY %s (%s) FROM STDIN".formatted(table.quoted(), table.quotedColumns()),
              new CountingInputStream(bytes, copyProgress));
    } catch (SQLException refused) {
      throw new IOException(refused);
    }
  }

  private static final class CountingInputStream extends FilterInputStream {
    private final CopyProgress copyProgress;

    CountingInputStream(InputStream bytes, CopyProgress copyProgress) {
      super(bytes);
      this.copyProgress = copyProgress;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      copyProgress.moved(Math.max(0, read));
      return read;
    }
  }
}
