package org.messagingserver.tools.localcluster;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copies the data directory of a running server, as {@code pg_basebackup} does, which is not among
 * the programs of the embedded Postgres. Source: Postgres' documentation, "Making a Base Backup
 * Using the Low Level API".
 */
final class BaseBackup {
  private static final Set<String> OF_ONE_SERVER = Set.of("postmaster.pid", "postmaster.opts");

  /** Directories that only a server that runs has files in, or that the standby receives. */
  private static final Set<String> EMPTY =
      Set.of("pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_stat_tmp", "pg_subtrans");

  private BaseBackup() {}

  /**
   * Makes a directory the data directory of a standby.
   *
   * @param uri the connection URI of the server
   * @param from its data directory
   * @param to emptied first. The directory itself is kept: by it Postgres finds the shared memory
   *     that a killed server left
   * @param primary the value of {@code primary_conninfo}
   */
  static void take(Vertx vertx, String uri, Path from, Path to, String primary)
      throws InterruptedException {
    PgConnection connection =
        Futures.await(PgConnection.connect(vertx, PgConnectOptions.fromUri(uri)));
    try {
      Futures.await(Sql.first(connection, "SELECT pg_backup_start('standby', true)"));
      empty(to);
      copy(from, to);
      Row stop =
          Futures.await(Sql.first(connection, "SELECT labelfile FROM pg_backup_stop(false)"));
      Files.writeString(to.resolve("backup_label"), stop.getString(0));
      Files.createFile(to.resolve("standby.signal"));
      Files.writeString(
          to.resolve("postgresql.auto.conf"),
          "synchronous_standby_names = ''\nprimary_conninfo = '" + primary + "'\n",
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new NodesException("Postgres cannot be copied: " + e.getMessage());
    } finally {
      Futures.await(connection.close());
    }
  }

  private static void empty(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      List<Path> inside =
          paths.filter(path -> !path.equals(directory)).sorted(Comparator.reverseOrder()).toList();
      for (Path path : inside) {
        Files.delete(path);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(directory)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path relative = from.relativize(file);
            if (!OF_ONE_SERVER.contains(relative.toString())
                && !EMPTY.contains(relative.getName(0).toString())) {
              copyFile(file, to.resolve(relative));
            }
            return FileVisitResult.CONTINUE;
          }

          /** Postgres may delete a file meanwhile. */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
  }

  private static void copyFile(Path file, Path target) throws IOException {
    try {
      Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (NoSuchFileException deleted) {
      Files.deleteIfExists(target);
    }
  }
}
