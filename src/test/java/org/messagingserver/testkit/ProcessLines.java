package org.messagingserver.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process prints, line by line, as it comes. Bytes are kept one to a character. */
final class ProcessLines {
  private static final Duration POLL = Duration.ofMillis(10);

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Thread reader;

  private ProcessLines(InputStream stream) {
    this.reader = new Thread(() -> readAll(stream), "process-lines");
    reader.setDaemon(true);
  }

  static ProcessLines of(InputStream stream) {
    ProcessLines lines = new ProcessLines(stream);
    lines.reader.start();
    return lines;
  }

  private void readAll(InputStream stream) {
    try (BufferedReader text =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.ISO_8859_1))) {
      for (String line = text.readLine(); line != null; line = text.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("(its output broke off)");
    }
  }

  /** All so far. */
  List<String> all() {
    return List.copyOf(lines);
  }

  /** The first line that matches, now or later. */
  Matcher await(Pattern pattern, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    Optional<Matcher> found = find(pattern);
    while (found.isEmpty()) {
      if (!reader.isAlive() || System.nanoTime() > end) {
        throw new AssertionError("no line '" + pattern + "' among " + this);
      }
      awaitEnd(POLL);
      found = find(pattern);
    }
    return found.get();
  }

  private Optional<Matcher> find(Pattern pattern) {
    return all().stream().map(pattern::matcher).filter(Matcher::matches).findFirst();
  }

  /** Waits until nothing more can come. */
  void awaitEnd(Duration limit) {
    try {
      reader.join(limit.toMillis());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String toString() {
    return "\n  " + String.join("\n  ", all()) + "\n";
  }
}
