package org.messagingserver.tools.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.messagingserver.tools.bench.StraightLine.Point;

/** Formats one series of connections as Markdown. */
final class ConnectionReport {
  private static final int MILLION = 1_000_000;
  private static final double MIB = 1 << 20;
  private static final double GIB = 1 << 30;

  /**
   * One part of the memory.
   *
   * @param ofServers whether it belongs to the servers, which take some of it beside connections
   */
  private record Part(String title, boolean ofServers, ToLongFunction<ConnectionMemory> bytes) {}

  private static final List<Part> PARTS =
      List.of(
          new Part("heap", true, ConnectionMemory::heap),
          new Part("RSS", true, ConnectionMemory::resident),
          new Part("kernel, socket buffers", false, memory -> memory.kernel().buffers()),
          new Part("kernel, objects", false, memory -> memory.kernel().objects()));

  private ConnectionReport() {}

  /**
   * Tables of the measured values and of the lines through them.
   *
   * @param servers which shared the connections
   */
  static String of(String title, int servers, List<ConnectionMemory> series) {
    StringBuilder text = new StringBuilder();
    append(text, "## %s, %d %s\n", title, servers, servers == 1 ? "server" : "servers");
    append(text, "| connections | heap, MiB | RSS, MiB | socket buffers, MiB | objects, MiB |");
    append(text, "| --- | --- | --- | --- | --- |");
    for (ConnectionMemory memory : series) {
      append(
          text,
          "| %,d | %,.1f | %,.1f | %,.1f | %,.1f |",
          memory.connections(),
          memory.heap() / MIB,
          memory.resident() / MIB,
          memory.kernel().buffers() / MIB,
          memory.kernel().objects() / MIB);
    }
    append(text, "");
    append(
        text,
        "| memory | bytes for each connection | for each server beside | farthest from the line | a million |");
    append(text, "| --- | --- | --- | --- | --- |");
    PARTS.forEach(part -> append(text, "%s", line(part, servers, series)));
    return text.toString();
  }

  /** Beside the connections, each server takes its share of the line at none. */
  private static String line(Part part, int servers, List<ConnectionMemory> series) {
    StraightLine line =
        StraightLine.through(
            series.stream()
                .map(one -> new Point(one.connections(), part.bytes().applyAsLong(one)))
                .toList());
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f | %s | %,.1f MiB | %,.1f GiB |",
        part.title(),
        line.slope(),
        part.ofServers()
            ? String.format(Locale.ROOT, "%,.0f MiB", line.intercept() / servers / MIB)
            : "",
        line.largestDistance() / MIB,
        line.slope() * MILLION / GIB);
  }

  private static void append(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
