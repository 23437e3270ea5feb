package org.messagingserver.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The version that {@code pom.xml} has, and with it all that is built. */
public final class TreeVersion {
  private TreeVersion() {}

  public static String read() {
    try {
      return Files.readString(Path.of("pom.xml"))
          .replaceAll("(?s)^.*?<version>(.*?)</version>.*$", "$1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
