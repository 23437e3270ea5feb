package org.messagingserver.encryption;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes files of mode 0600 that are there whole or not at all, whatever fails meanwhile, and that
 * outlive a crash of the machine.
 */
final class PrivateFile {
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private PrivateFile() {}

  /**
   * Makes a file by a hard link to a draft, which unlike a rename fails where the name is taken: of
   * several processes that do so at once one wins.
   *
   * @return whether this one has made it
   */
  static boolean create(Path path, String text) throws IOException {
    Path directory = directory(path);
    Path draft = Files.createTempFile(directory, path.getFileName().toString(), ".draft", PRIVATE);
    try {
      write(draft, text);
      Files.createLink(path, draft);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(draft);
      force(directory);
    }
  }

  /**
   * Puts a new file in place of one that is there, with the same owner and group.
   *
   * @throws EncryptionException while another one does so, or where one was ended over it
   */
  static void replace(Path path, String text) throws IOException {
    Path file = path.toRealPath();
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createFile(draft, PRIVATE);
    } catch (FileAlreadyExistsException e) {
      throw new EncryptionException("another command is at it; if none is, remove " + draft);
    }
    try {
      write(draft, text);
      giveTo(Files.readAttributes(file, PosixFileAttributes.class), draft);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
    force(file.getParent());
  }

  private static void write(Path draft, String text) throws IOException {
    Files.writeString(draft, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
  }

  /** Root may have been asked to change what a server's user owns. */
  private static void giveTo(PosixFileAttributes former, Path draft) throws IOException {
    var view = Files.getFileAttributeView(draft, PosixFileAttributeView.class);
    view.setGroup(former.group());
    view.setOwner(former.owner());
  }

  private static void force(Path directory) throws IOException {
    try (var entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  private static Path directory(Path path) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    // The check comes first because a link to a directory is none to createDirectories.
    return Files.isDirectory(directory) ? directory : Files.createDirectories(directory);
  }
}
