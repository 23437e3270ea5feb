package org.messagingserver.postgres;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;

/** The data directory: made once, whole or not at all, with one user and a generated password. */
final class DataDirectory {
  static final String USER = "messaging";

  private static final Set<String> PERMITTED = Set.of("rwx------", "rwxr-x---");
  private static final Duration INITDB = Duration.ofMinutes(2);
  private static final int PASSWORD_BYTES = 32;

  private DataDirectory() {}

  /**
   * Creates the data directory if it is absent, and upgrades one of an earlier Postgres.
   *
   * @throws PostgresStartException when there is one of a later version, or it cannot be made
   */
  static void prepare(EmbeddedLayout layout, PostgresCommands postgresCommands)
      throws IOException, InterruptedException {
    DataUpgrade.resume(layout);
    if (!Files.exists(layout.dataDirectory())) {
      create(layout, postgresCommands);
      return;
    }
    if (!Files.exists(layout.password())) {
      throw PostgresStartException.embedded("its password file is missing");
    }
    restrictToOwner(layout.dataDirectory());
    if (!major(layout.dataDirectory()).equals(PostgresBinaries.MAJOR)) {
      DataUpgrade.run(layout, postgresCommands);
    }
  }

  /** The major version of Postgres whose data are there. */
  static String major(Path dataDirectory) throws IOException {
    return Files.readString(dataDirectory.resolve("PG_VERSION")).strip();
  }

  /** As Postgres demands, although a volume may have been given to a group. */
  private static void restrictToOwner(Path dataDirectory) throws IOException {
    if (PERMITTED.contains(
        PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDirectory)))) {
      return;
    }
    try {
      Files.setPosixFilePermissions(dataDirectory, PosixFilePermissions.fromString("rwx------"));
    } catch (FileSystemException notOurs) {
      throw PostgresStartException.embedded(
          "others than its owner may get at its cluster directory; chmod 700 it");
    }
  }

  static void create(EmbeddedLayout layout, PostgresCommands postgresCommands)
      throws IOException, InterruptedException {
    writePassword(layout.password());
    initialize(layout.newDataDirectory(), layout, postgresCommands);
    AtomicDirectories.rename(layout.newDataDirectory(), layout.dataDirectory());
  }

  /** Replaces a directory by an empty database, for the user of the password file. */
  static void initialize(Path created, EmbeddedLayout layout, PostgresCommands postgresCommands)
      throws IOException, InterruptedException {
    AtomicDirectories.delete(created);
    boolean succeeded =
        postgresCommands.run(
            INITDB,
            "initdb",
            "--pgdata=" + created,
            "--username=" + USER,
            "--pwfile=" + layout.password(),
            "--auth=scram-sha-256",
            // More iterations protect a password that can be guessed, and cost each connection CPU.
            "--set=scram_iterations=1",
            "--encoding=UTF8",
            "--locale=C",
            "--data-checksums");
    if (!succeeded) {
      throw PostgresStartException.embedded("initdb failed; see server.log there");
    }
    ServerConfiguration.include(created);
  }

  private static void writePassword(Path file) throws IOException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        file,
        Base64.getUrlEncoder().withoutPadding().encodeToString(random),
        StandardOpenOption.WRITE);
    AtomicDirectories.force(file);
  }
}
