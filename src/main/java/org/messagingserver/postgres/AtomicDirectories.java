package org.messagingserver.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole directories, made so that a crash at any moment leaves all of one or nothing. */
final class AtomicDirectories {
  private AtomicDirectories() {}

  /** Deletes a file or directory with all that is in it, where there is one. Follows no links. */
  static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    for (Path path : inside(root)) {
      Files.delete(path);
    }
  }

  /** Gives a finished directory its name, with all of it on disk before. */
  static void publish(Path finished, Path target) throws IOException {
    for (Path path : inside(finished)) {
      if (!Files.isSymbolicLink(path)) {
        force(path);
      }
    }
    rename(finished, target);
  }

  /** Gives a directory whose contents are on disk its name. */
  static void rename(Path finished, Path target) throws IOException {
    Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
    force(target.getParent());
  }

  /** Puts a file's or a directory's contents on disk. */
  static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** The contents of a directory before the directory itself. */
  private static List<Path> inside(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
