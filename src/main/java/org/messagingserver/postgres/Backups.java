package org.messagingserver.postgres;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.ZipFile;

/**
 * Copies a database to a file and back, between the embedded one and any other. The file holds
 * every row as it is stored, so it is of no use without the keyset, which is not in it. Every
 * method blocks, for as long as there are rows, and throws {@link BackupException} or {@link
 * PostgresStartException}.
 */
public final class Backups {
  private static final Map<String, String> REASONS =
      Map.of(
          "53100", "the disk of the database is full",
          "42501", "this user may not do that; take the one that owns the tables",
          "57P01", "the database was stopped meanwhile",
          "23505", "somebody else has written to the database meanwhile");

  private Backups() {}

  /**
   * The contents of a backup.
   *
   * @param keyset id of the keyset without which its rows are of no use
   */
  public record Contents(Instant createdAt, UUID keyset, long rows) {
    private static Contents of(BackupManifest manifest) {
      return new Contents(manifest.createdAt(), manifest.keyset(), manifest.rows());
    }
  }

  /** The contents that a file declares. */
  public static Contents contents(Path file) {
    try (ZipFile archive = BackupFile.open(file)) {
      return Contents.of(BackupFile.manifest(archive));
    } catch (IOException unusable) {
      throw unusable(file, unusable);
    }
  }

  /**
   * Writes all rows as they are at one moment to a new file, while servers go on; the file appears
   * whole or not at all.
   *
   * @param progress receives a line for each step
   */
  public static Contents backup(
      Vertx vertx, PostgresSettings settings, Path file, Consumer<String> progress)
      throws InterruptedException {
    try (CommandDatabase database = CommandDatabase.existing(vertx, settings);
        Connection connection = database.source().getConnection()) {
      return Contents.of(BackupSource.write(connection, file, progress));
    } catch (SQLException refused) {
      throw refused(settings, refused);
    } catch (IOException unusable) {
      throw unusable(file, unusable);
    }
  }

  /**
   * Fills an empty database with all rows of a backup, or with none. Tables that it lacks are made,
   * and brought up to date. From then on, the former database and this one share only the keyset;
   * nodes of one do not join those of the other.
   *
   * @param moved whether the former database has served nobody since. Else it may have handed out
   *     one-time keys that the backup still has, and those in the backup count as handed out
   * @param progress receives a line for each step
   */
  public static Contents restore(
      Vertx vertx, PostgresSettings settings, Path file, boolean moved, Consumer<String> progress)
      throws InterruptedException {
    try (ZipFile archive = BackupFile.open(file)) {
      BackupManifest backup = BackupFile.manifest(archive);
      try (CommandDatabase database = CommandDatabase.exclusive(vertx, settings);
          Connection connection = database.source().getConnection()) {
        BackupTarget target = new BackupTarget(connection, progress);
        target.requireEmpty(backup);
        database.migrations().runUpTo(backup.schema(), progress);
        target.fill(archive, backup, moved);
        database.migrations().run(progress);
      }
      return Contents.of(backup);
    } catch (SQLException refused) {
      throw refused(settings, refused);
    } catch (IOException unusable) {
      throw unusable.getCause() instanceof SQLException refused
          ? refused(settings, refused)
          : unusable(file, unusable);
    }
  }

  private static BackupException refused(PostgresSettings settings, SQLException failure) {
    String reason = REASONS.get(String.valueOf(failure.getSQLState()));
    return new BackupException(
        settings.key()
            + ": "
            + (reason == null
                ? "the database broke off (SQLSTATE " + failure.getSQLState() + ")"
                : reason));
  }

  private static BackupException unusable(Path file, IOException failure) {
    return new BackupException(file + ": " + reason(failure));
  }

  private static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "there is no such file or directory";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "exists already; give another name";
    }
    if (failure instanceof FileSystemException named && named.getReason() != null) {
      return named.getReason();
    }
    return failure instanceof FileSystemException
        ? "cannot be used (" + failure.getClass().getSimpleName() + ")"
        : String.valueOf(failure.getMessage());
  }
}
