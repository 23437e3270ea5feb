package org.messagingserver.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Checks before an upgrade that the disk has room for a second copy of the data. */
final class UpgradeSpace {
  /** An empty data directory, with one segment of its log and the settings. */
  private static final long EMPTY_BYTES = 80L << 20;

  private UpgradeSpace() {}

  /**
   * @throws PostgresStartException where the room is too small
   */
  static void require(EmbeddedLayout layout) throws IOException {
    require(
        bytes(layout.dataDirectory().resolve("base")) + EMPTY_BYTES,
        Files.getFileStore(layout.directory()).getUsableSpace());
  }

  static void require(long needed, long usable) {
    if (usable < needed) {
      throw PostgresStartException.embedded(
          String.format(
              Locale.ROOT,
              "the upgrade of its data to Postgres %s needs %d MB on its disk, and %d MB are free",
              PostgresBinaries.MAJOR,
              (needed >> 20) + 1,
              usable >> 20));
    }
  }

  private static long bytes(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
