package org.messagingserver.postgres;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.stream.Stream;

/**
 * What an embedded server leaves behind that was started and stopped once. Making it takes seconds,
 * so tests that do not ask how it is made have copies.
 */
final class FilledDirectory {
  private static final String CLUSTER = "cluster";
  private static final String PASSWORD = "password";

  private final Path made;

  private FilledDirectory(Path made) {
    this.made = made;
  }

  /** Makes it in an empty directory. */
  static FilledDirectory in(Vertx vertx, Path empty) throws IOException {
    await(await(Postgres.open(vertx, TestPostgres.embeddedIn(empty))).close());
    return new FilledDirectory(empty);
  }

  /** Makes one of the former Postgres, with rows of every kind. */
  static FilledDirectory formerIn(Path empty) throws SQLException {
    FormerData.in(empty);
    return new FilledDirectory(empty);
  }

  /** Copies the data and the password to a directory that has neither. */
  void copyTo(Path directory) throws IOException {
    copy(made.resolve(PASSWORD), directory.resolve(PASSWORD));
    Path cluster = made.resolve(CLUSTER);
    try (Stream<Path> all = Files.walk(cluster)) {
      all.forEach(path -> copy(path, directory.resolve(CLUSTER).resolve(cluster.relativize(path))));
    }
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
