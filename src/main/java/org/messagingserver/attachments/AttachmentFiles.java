package org.messagingserver.attachments;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The files of a directory of attachments. A file under {@code kept} is whole and on disk, in a
 * folder that is named for the day at whose end it goes; its name says its size and nothing else.
 * Blocks, every method.
 *
 * <pre>
 *   kept/2027-01-30/NAME-SIZE     put, and not yet expired
 *   reserved/NAME-SIZE-EXPIRY     empty: an offer, until so many seconds since 1970
 *   incoming/NAME-SIZE-RANDOM     being put
 * </pre>
 */
final class AttachmentFiles {
  private static final FileAttribute<?> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> OWNER_READS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path kept;
  private final Path reserved;
  private final Path incoming;

  /**
   * A file that is kept, coming in or only expected.
   *
   * @param last what its name ends with
   */
  record Entry(Path file, String name, long bytes, String last) {}

  /** Something to be done with a file, which may be deleted meanwhile. */
  interface EntryAction {
    void accept(Entry entry) throws IOException;
  }

  private AttachmentFiles(Path directory) {
    this.kept = directory.resolve("kept");
    this.reserved = directory.resolve("reserved");
    this.incoming = directory.resolve("incoming");
  }

  /** Makes the folders that are missing. */
  static AttachmentFiles in(Path directory) throws IOException {
    AttachmentFiles files = new AttachmentFiles(directory.toAbsolutePath());
    for (Path folder : List.of(files.kept, files.reserved, files.incoming)) {
      Files.createDirectories(folder, OWNER_ALONE);
    }
    return files;
  }

  /** Remembers an offer; the disk may forget it in a crash of the machine. */
  void reserve(String name, long bytes, long expiresAt) throws IOException {
    Files.createFile(reservation(name, bytes, expiresAt), OWNER_READS);
  }

  /** Forgets an offer. */
  void release(String name, long bytes, long expiresAt) throws IOException {
    Files.deleteIfExists(reservation(name, bytes, expiresAt));
  }

  private Path reservation(String name, long bytes, long expiresAt) {
    return reserved.resolve(name + "-" + bytes + "-" + expiresAt);
  }

  /** A new file for bytes that come. */
  Path incoming(String name, long bytes) {
    return incoming.resolve(
        name + "-" + bytes + "-" + UUID.randomUUID().toString().replace("-", ""));
  }

  static FileChannel create(Path file) throws IOException {
    return (FileChannel)
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_READS);
  }

  /** Where an attachment is, once it is there. */
  Path kept(String name, Attachment attachment) {
    return kept.resolve(attachment.day().toString()).resolve(name + "-" + attachment.bytes());
  }

  /**
   * Gives a whole file its place, for good: after a crash it is there. Takes no place that is
   * taken.
   *
   * @throws FileAlreadyExistsException if another was first
   */
  void keep(Path whole, Path place, LocalDate day) throws IOException {
    Path folder = place.getParent();
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, OWNER_ALONE);
      sync(kept);
    }
    Files.createLink(place, whole);
    Files.deleteIfExists(whole);
    // The moment when it came is nobody's business.
    Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Files.setLastModifiedTime(place, FileTime.from(midnight));
    sync(folder);
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Looks at all offers, of which there may be very many. */
  void forEachReservation(EntryAction action) throws IOException {
    forEach(reserved, action);
  }

  /** Looks at all that is coming in, or was when a server ended. */
  void forEachIncoming(EntryAction action) throws IOException {
    forEach(incoming, action);
  }

  /** The sum that the kept attachments count as. */
  long cost() throws IOException {
    long cost = 0;
    try (DirectoryStream<Path> days = Files.newDirectoryStream(kept)) {
      for (Path day : days) {
        cost += cost(day);
      }
    }
    return cost;
  }

  private static long cost(Path day) throws IOException {
    long cost = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(day)) {
      for (Path file : files) {
        cost += SpaceLedger.cost(entry(file).map(Entry::bytes).orElse(0L));
      }
    } catch (NoSuchFileException | NotDirectoryException gone) {
      return 0;
    }
    return cost;
  }

  /**
   * Deletes the folders of days before this one; how many files there were. Other nodes may do so
   * too.
   */
  long deleteBefore(LocalDate today) throws IOException {
    long deleted = 0;
    List<Path> over = new ArrayList<>();
    try (DirectoryStream<Path> days = Files.newDirectoryStream(kept)) {
      for (Path day : days) {
        if (isBefore(day, today)) {
          over.add(day);
        }
      }
    }
    for (Path day : over) {
      deleted += deleteAll(day);
      Files.deleteIfExists(day);
    }
    return deleted;
  }

  /** The names of days sort like the days. */
  private static boolean isBefore(Path day, LocalDate today) {
    String name = day.getFileName().toString();
    return name.matches("\\d{4}-\\d\\d-\\d\\d") && name.compareTo(today.toString()) < 0;
  }

  private static long deleteAll(Path day) throws IOException {
    long deleted = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(day)) {
      for (Path file : files) {
        if (Files.deleteIfExists(file)) {
          deleted++;
        }
      }
    } catch (NoSuchFileException gone) {
      return deleted;
    }
    return deleted;
  }

  private static void forEach(Path folder, EntryAction action) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Optional<Entry> entry = entry(file);
        if (entry.isPresent()) {
          action.accept(entry.get());
        }
      }
    }
  }

  /** None for a file that is not ours. */
  private static Optional<Entry> entry(Path file) {
    String[] parts = file.getFileName().toString().split("-", -1);
    try {
      return parts.length < 2
          ? Optional.empty()
          : Optional.of(
              new Entry(file, parts[0], Long.parseLong(parts[1]), parts[parts.length - 1]));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
