package org.messagingserver.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a logger of this JVM, and those below it, say while this is open. */
public final class LogLines extends Handler implements AutoCloseable {
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level before;

  private LogLines(Logger logger) {
    this.logger = logger;
    this.before = logger.getLevel();
  }

  public static LogLines of(String name) {
    LogLines lines = new LogLines(Logger.getLogger(name));
    lines.logger.setLevel(Level.INFO);
    lines.logger.addHandler(lines);
    return lines;
  }

  /** Waits for a line, as a regular expression or as it is. */
  public void await(String line) {
    Mail.until(() -> lines().stream().anyMatch(said -> said.equals(line) || said.matches(line)));
  }

  /** What needs somebody's attention. */
  public List<String> warnings() {
    return records.stream()
        .filter(record -> record.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogLines::text)
        .toList();
  }

  public List<String> lines() {
    return records.stream().map(LogLines::text).toList();
  }

  private static String text(LogRecord entry) {
    return new SimpleFormatter().formatMessage(entry);
  }

  @Override
  public void publish(LogRecord entry) {
    records.add(entry);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(before);
  }
}
