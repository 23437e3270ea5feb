package org.messagingserver.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pages under {@code docs/operations}. */
public final class OperatorPages {
  private OperatorPages() {}

  /** The lines of all of them. */
  public static List<String> lines() throws IOException {
    try (Stream<Path> pages = Files.list(Path.of("docs", "operations"))) {
      List<String> lines = new ArrayList<>();
      for (Path page : pages.sorted().toList()) {
        lines.addAll(Files.readAllLines(page));
      }
      return lines;
    }
  }
}
