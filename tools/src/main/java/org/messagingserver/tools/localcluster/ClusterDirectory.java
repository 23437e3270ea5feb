package org.messagingserver.tools.localcluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The directory of a local cluster, locked by one cluster at a time. */
final class ClusterDirectory implements AutoCloseable {
  private final Path path;
  private final Path durable;
  private final FileChannel lock;

  private ClusterDirectory(Path path, Path durable, FileChannel lock) {
    this.path = path;
    this.durable = durable;
    this.lock = lock;
  }

  /**
   * Creates the directory if absent, and locks it until closed.
   *
   * @param durable for data and keys
   */
  static ClusterDirectory lock(Path path, Path durable) {
    try {
      Path real = Files.createDirectories(path).toRealPath();
      FileChannel channel =
          FileChannel.open(
              real.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new NodesException(path + ": another cluster uses this directory");
      }
      return new ClusterDirectory(real, Files.createDirectories(durable).toRealPath(), channel);
    } catch (IOException e) {
      throw new NodesException(path + ": this directory cannot be used");
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock held = channel.tryLock();
      return held != null;
    } catch (OverlappingFileLockException sameProcess) {
      return false;
    }
  }

  Path postgres() {
    return durable.resolve("postgres");
  }

  /**
   * The data directory in the layout of the postgres package; the processes of Postgres run in it.
   */
  Path postgresData() {
    return postgres().resolve("cluster");
  }

  /** The data directory of the standby, if there is one. */
  Path standbyData() {
    return postgres().resolve("standby");
  }

  Path keys() {
    return durable.resolve("keys.json");
  }

  Path node(NodeAddress address) {
    return path.resolve("node-" + address.number());
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException gone) {
      throw new NodesException(path + ": its lock is lost");
    }
  }
}
