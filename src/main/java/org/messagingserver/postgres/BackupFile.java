package org.messagingserver.postgres;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A backup as a file: a zip archive of each table in the text format of {@code COPY}, and of a
 * manifest. It appears under its name whole, on disk and readable by its owner alone, or not at
 * all.
 */
final class BackupFile implements AutoCloseable {
  private static final String MANIFEST = "backup.json";
  private static final String DAMAGED = "it is damaged";
  private static final int BUFFER = 1 << 16;

  /** Reads an entry to its end. */
  interface Reader<T> {
    T read(InputStream bytes) throws IOException;
  }

  private final Path name;
  private final Path unfinished;
  private final FileChannel channel;
  private final ZipOutputStream archive;

  private BackupFile(Path name, Path unfinished, FileChannel channel) {
    this.name = name;
    this.unfinished = unfinished;
    this.channel = channel;
    this.archive =
        new ZipOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER),
            StandardCharsets.UTF_8);
    archive.setLevel(Deflater.BEST_SPEED);
  }

  /**
   * Begins a file beside the one that it is to become.
   *
   * @throws BackupException where there is one of this name
   */
  static BackupFile create(Path name) throws IOException {
    requireAbsent(name);
    Path directory = name.toAbsolutePath().getParent();
    Path unfinished =
        Files.createTempFile(
            directory,
            name.getFileName() + ".",
            ".part",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    unfinished.toFile().deleteOnExit();
    return new BackupFile(name, unfinished, FileChannel.open(unfinished, StandardOpenOption.WRITE));
  }

  private static void requireAbsent(Path name) {
    if (Files.exists(name)) {
      throw new BackupException(name + ": exists already; give another name");
    }
  }

  /** Where the rows of this table are to be written, until the next is begun. */
  OutputStream startTable(String table) throws IOException {
    archive.putNextEntry(new ZipEntry(entry(table)));
    return archive;
  }

  /** Adds what makes it whole, and gives it its name. */
  void finish(BackupManifest manifest) throws IOException {
    archive.putNextEntry(new ZipEntry(MANIFEST));
    archive.write(manifest.encode().getBytes(StandardCharsets.UTF_8));
    archive.finish();
    archive.flush();
    channel.force(true);
    requireAbsent(name);
    Files.move(unfinished, name, StandardCopyOption.ATOMIC_MOVE);
    AtomicDirectories.force(name.toAbsolutePath().getParent());
  }

  /** Deletes what was not finished. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(unfinished);
  }

  /**
   * Opens a finished one.
   *
   * @throws BackupException if it is not a backup, or not whole
   */
  static ZipFile open(Path name) throws IOException {
    try {
      return new ZipFile(name.toFile(), StandardCharsets.UTF_8);
    } catch (ZipException damaged) {
      throw new BackupException(name + ": is no backup, or was cut short");
    }
  }

  /** The manifest of an open archive. */
  static BackupManifest manifest(ZipFile archive) throws IOException {
    try {
      return read(
          archive,
          MANIFEST,
          text -> BackupManifest.decode(new String(text.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (BackupException unusable) {
      throw new BackupException(archive.getName() + ": " + unusable.getMessage());
    }
  }

  /** Has a table's rows read; fails where they are not those that were written. */
  static long table(ZipFile archive, String table, Reader<Long> reader) throws IOException {
    return read(archive, entry(table), reader);
  }

  private static <T> T read(ZipFile archive, String name, Reader<T> reader) throws IOException {
    ZipEntry entry = archive.getEntry(name);
    if (entry == null) {
      throw new BackupException(DAMAGED);
    }
    try (CheckedInputStream bytes =
        new CheckedInputStream(archive.getInputStream(entry), new CRC32())) {
      T result = reader.read(bytes);
      if (bytes.read() >= 0 || bytes.getChecksum().getValue() != entry.getCrc()) {
        throw new BackupException(DAMAGED);
      }
      return result;
    } catch (ZipException | EOFException damaged) {
      throw new BackupException(DAMAGED);
    }
  }

  private static String entry(String table) {
    return table + ".copy";
  }
}
