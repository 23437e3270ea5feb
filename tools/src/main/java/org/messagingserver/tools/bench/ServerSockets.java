package org.messagingserver.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** The connections of servers on this machine, as Linux lists them. Source: proc(5), net/tcp. */
final class ServerSockets {
  private static final String ESTABLISHED = "01";
  private static final int LOCAL = 1;
  private static final int STATE = 3;

  private ServerSockets() {}

  /** How many connections the server on a port has. */
  static int connections(int port) throws IOException {
    return connections(port, Path.of("/proc/net/tcp"))
        + connections(port, Path.of("/proc/net/tcp6"));
  }

  private static int connections(int port, Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return connections(port, lines);
    }
  }

  static int connections(int port, Stream<String> lines) {
    String end = String.format(Locale.ROOT, ":%04X", port);
    return Math.toIntExact(
        lines
            .map(line -> line.strip().split(" +", -1))
            .filter(fields -> fields.length > STATE)
            .filter(fields -> fields[STATE].equals(ESTABLISHED) && fields[LOCAL].endsWith(end))
            .count());
  }
}
