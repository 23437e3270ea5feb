package org.messagingserver.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a second server, of this process or another, off a directory; gone with the process. */
final class DirectoryLock implements AutoCloseable {
  /**
   * A process that opens and closes a file loses the locks that it has on it, so within this one
   * the second comer must not even open it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * @param file absolute; created if absent
   * @throws PostgresStartException when another process holds it
   */
  static DirectoryLock take(Path file) throws IOException {
    if (!HELD.add(file)) {
      throw inUse();
    }
    try {
      return new DirectoryLock(file, lockedChannel(file));
    } catch (IOException | RuntimeException failure) {
      HELD.remove(file);
      throw failure;
    }
  }

  /** Whether nobody holds it just now. */
  static boolean isFree(Path file) throws IOException {
    try (DirectoryLock free = take(file)) {
      return free.channel.isOpen();
    } catch (PostgresStartException held) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(file);
  }

  private static FileChannel lockedChannel(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(channel)) {
      channel.close();
      throw inUse();
    }
    return channel;
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException sameProcess) {
      return false;
    }
  }

  private static PostgresStartException inUse() {
    return PostgresStartException.embedded("in use by another running server");
  }
}
