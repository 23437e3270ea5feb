package org.messagingserver.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of Postgres that travel on the class path, one archive for each kind of machine. */
final class PostgresBinaries {
  /** Of the archives, as in the build; the first number decides which data directories fit. */
  static final String VERSION = "18.6.0";

  static final String MAJOR = VERSION.substring(0, VERSION.indexOf('.'));

  private static final Logger LOG = System.getLogger("org.messagingserver.postgres");
  private static final String PREFIX = "runtime-";
  private static final Map<String, String> ARCHIVES =
      Map.of("amd64", "/postgres-linux-x86_64.txz", "aarch64", "/postgres-linux-arm_64.txz");

  private final URL archive;

  private PostgresBinaries(URL archive) {
    this.archive = archive;
  }

  /**
   * @throws PostgresStartException when none came with us for this kind of machine
   */
  static PostgresBinaries forThisSystem() {
    String name = archive();
    URL archive = name == null ? null : PostgresBinaries.class.getResource(name);
    if (archive == null) {
      throw PostgresStartException.embedded(
          "no Postgres for this system comes with this server; set postgres.uri");
    }
    return new PostgresBinaries(archive);
  }

  /** The name of the archive for this kind of machine, or null. */
  static String archive() {
    return System.getProperty("os.name").equals("Linux")
        ? ARCHIVES.get(System.getProperty("os.arch"))
        : null;
  }

  /**
   * The directory that holds {@code bin} and {@code lib}, unpacked now where it was not before.
   * Takes seconds then.
   *
   * @param parent nobody else may be unpacking there
   */
  Path unpacked(Path parent) throws IOException {
    Path home = parent.resolve(PREFIX + VERSION);
    if (!Files.isDirectory(home)) {
      LOG.log(Level.INFO, "unpacking Postgres {0}", VERSION);
      Path temporary = parent.resolve(PREFIX + "new");
      AtomicDirectories.delete(temporary);
      Files.createDirectory(temporary);
      unpack(archive, temporary);
      AtomicDirectories.publish(temporary, home);
    }
    return home;
  }

  /**
   * The newest programs of an earlier major version that a former server has unpacked there; empty
   * without any.
   */
  static Optional<Path> former(Path parent, String major) throws IOException {
    try (Stream<Path> all = Files.list(parent)) {
      String name = PREFIX + major + "\\.\\d{1,4}(\\..*)?";
      return all.filter(home -> home.getFileName().toString().matches(name))
          .max(Comparator.comparing(PostgresBinaries::minor));
    }
  }

  private static int minor(Path home) {
    return Integer.parseInt(home.getFileName().toString().replaceAll("^.*-\\d+\\.(\\d+).*$", "$1"));
  }

  /** Deletes the programs of all other versions; no data needs them any more. */
  static void deleteOthers(Path parent) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path home : all) {
        if (!home.getFileName().toString().equals(PREFIX + VERSION)) {
          AtomicDirectories.delete(home);
        }
      }
    }
  }

  /** Unpacks an archive of programs into an empty directory. */
  static void unpack(URL archive, Path target) throws IOException {
    try (InputStream compressed = new BufferedInputStream(archive.openStream());
        TarArchiveInputStream entries = new TarArchiveInputStream(new XZInputStream(compressed))) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("an entry leads out of its archive");
        }
        write(entries, entry, path);
      }
    }
  }

  private static void write(TarArchiveInputStream entries, TarArchiveEntry entry, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.copy(entries, path);
      boolean program = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(program ? "rwx------" : "rw-------"));
    }
  }
}
