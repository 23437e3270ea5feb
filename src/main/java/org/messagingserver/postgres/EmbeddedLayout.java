package org.messagingserver.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The files of an embedded server: its binaries, its data, its password.
 *
 * @param directory absolute, without symbolic links, and nobody's but the owner's
 */
record EmbeddedLayout(Path directory) {
  /** They put it between double quotes of a shell. */
  private static final String UNQUOTABLE = "(?s).*[$\"`\\\\].*";

  static EmbeddedLayout create(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path real = directory.toRealPath();
    if (real.toString().matches(UNQUOTABLE)) {
      throw PostgresStartException.embedded(
          "Postgres' programs do not run under a path with $, \", ` or \\;"
              + " name another directory or set postgres.uri");
    }
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx------"));
    return new EmbeddedLayout(real);
  }

  /** The same where a server has been before; makes nothing. */
  static EmbeddedLayout existing(Path directory) throws IOException {
    EmbeddedLayout layout = new EmbeddedLayout(directory.toRealPath());
    if (!Files.exists(layout.dataDirectory()) && !Files.exists(layout.formerDataDirectory())) {
      throw PostgresStartException.embedded("there is no database in " + directory);
    }
    return layout;
  }

  /** Held locked by the one process that runs a server here. */
  Path lock() {
    return directory.resolve("lock");
  }

  /** The data directory. */
  Path dataDirectory() {
    return directory.resolve("cluster");
  }

  /** A data directory in the making. */
  Path newDataDirectory() {
    return directory.resolve("cluster.new");
  }

  /** The data of a newer Postgres, while an upgrade fills it. */
  Path upgradedDataDirectory() {
    return directory.resolve("cluster.upgrade");
  }

  /** The data that an upgrade has read, until the newer Postgres has started. */
  Path formerDataDirectory() {
    return directory.resolve("cluster.former");
  }

  /** The same, where an operator has to look through it. */
  Path keptDataDirectory(String major) {
    return directory.resolve("cluster." + major);
  }

  /** The password of the only user. */
  Path password() {
    return directory.resolve("password");
  }

  /** The output of the server and its tools since the last start. */
  Path log() {
    return directory.resolve("server.log");
  }

  /** The output of the former server during an upgrade. */
  Path formerLog() {
    return directory.resolve("former.log");
  }
}
