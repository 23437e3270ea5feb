package org.messagingserver.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The keyset's file: made once, whole or not at all, never written again, and read only while it is
 * its owner's alone.
 */
final class KeysetFile {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.vault");

  private static final Set<PosixFilePermission> OWNERS_ALONE =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  // A keyset takes about 2 KB; what is longer is none and is not read to its end.
  private static final int LARGEST = 1 << 20;

  private final Path path;

  KeysetFile(Path path) {
    this.path = path;
  }

  /** Reads the keyset, which is made first where there is no file. Blocks. */
  Keyset readOrMake() {
    try {
      if (Files.notExists(path)) {
        make(Keyset.generate());
      }
      return read();
    } catch (VaultException e) {
      throw new VaultException(this + ": " + e.getMessage());
    } catch (IOException | UnsupportedOperationException e) {
      throw new VaultException(
          this + ": cannot be read or made (" + e.getClass().getSimpleName() + ")");
    }
  }

  private Keyset read() throws IOException {
    if (!OWNERS_ALONE.containsAll(Files.getPosixFilePermissions(path))) {
      throw new VaultException("is open to others than its owner; chmod 600 " + path);
    }
    try (var in = Files.newInputStream(path)) {
      return Keyset.parse(new String(in.readNBytes(LARGEST), UTF_8));
    }
  }

  private void make(String text) throws IOException {
    Path directory = directory();
    Path draft = Files.createTempFile(directory, path.getFileName().toString(), ".draft", PRIVATE);
    try {
      Files.writeString(draft, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      publish(draft);
    } finally {
      Files.deleteIfExists(draft);
    }
    try (var entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  /**
   * Gives the draft the file's name by a hard link, which unlike a rename fails where the name is
   * taken: of several processes that do so at once one wins, and all read its keys.
   */
  private void publish(Path draft) throws IOException {
    try {
      Files.createLink(path, draft);
      LOG.log(
          System.Logger.Level.INFO,
          "{0}: made; keep a copy of it, for nothing stored can be read without it",
          this);
    } catch (FileAlreadyExistsException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0}: another process was first", this);
    }
  }

  private Path directory() throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    // The check comes first because a link to a directory is none to createDirectories.
    return Files.isDirectory(directory) ? directory : Files.createDirectories(directory);
  }

  /** The configuration's key and the path, as the operator knows it. */
  @Override
  public String toString() {
    return "keys.file " + path;
  }
}
