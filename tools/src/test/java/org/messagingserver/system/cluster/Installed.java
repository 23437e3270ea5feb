package org.messagingserver.system.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The jar that nodes run from their next start: a link that leads to one build or another. */
record Installed(Path jar) {
  /** An older build, as {@code .ci/mixed-versions} has made it from an earlier commit. */
  static final Path OLDER = Path.of(System.getProperty("messaging-server.older-jar", "absent"));

  static final Path PRESENT = Path.of(System.getProperty("messaging-server.jar"));

  /** Nothing is installed yet. */
  static Installed inDirectory(Path directory) {
    return new Installed(directory.resolve("messaging-server.jar").toAbsolutePath());
  }

  void replaceWith(Path build) {
    try {
      Files.deleteIfExists(jar);
      Files.createSymbolicLink(jar, build.toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
