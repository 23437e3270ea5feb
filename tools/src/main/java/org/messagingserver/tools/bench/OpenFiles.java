package org.messagingserver.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The limit of open files of this process, which those that it starts get too. */
final class OpenFiles {
  /** Files that a process has open beside its connections. */
  private static final int OTHERS = 600;

  private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files\\s+(\\w+)");

  private OpenFiles() {}

  /** How many connections one process can have. */
  static int maxConnections() throws IOException {
    return maxConnections(Files.readString(Path.of("/proc/self/limits")));
  }

  static int maxConnections(String limits) {
    Matcher limit = LIMIT.matcher(limits);
    if (!limit.find() || limit.group(1).equals("unlimited")) {
      return Integer.MAX_VALUE;
    }
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Long.parseLong(limit.group(1)) - OTHERS));
  }
}
