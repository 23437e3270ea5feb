package org.messagingserver.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file with a generated part between two marks; the rest is never changed.
 *
 * @param file created if absent
 */
record Page(Path file) {
  static final String BEGIN = "<!-- bench: from here to the end mark by bin/bench -->";
  static final String END = "<!-- bench: end -->";

  /** The directory of the project, set by bin/bench. */
  static final Path PROJECT = Path.of(System.getProperty("messaging-server.project", "."));

  /** The page of this project. */
  static Page ofProject() {
    return new Page(PROJECT.resolve("docs").resolve("performance.md"));
  }

  /** Replaces the generated part. */
  void put(String part) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : "";
    Files.writeString(file, with(text, part));
  }

  /** The text with this generated part, appended if the text has none. */
  static String with(String text, String part) {
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    String generated = BEGIN + "\n\n" + part + "\n" + END;
    return begin < 0 || end < begin
        ? text + (text.isEmpty() ? "" : "\n") + generated + "\n"
        : text.substring(0, begin) + generated + text.substring(end + END.length());
  }
}
