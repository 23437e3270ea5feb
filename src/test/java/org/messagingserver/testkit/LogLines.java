package org.messagingserver.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a logger, and those below it, say while something is done. */
public final class LogLines extends Handler {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private LogLines() {}

  /** Something that a test does. */
  @FunctionalInterface
  public interface Deed {
    void act() throws Exception;
  }

  /** The lines, in order. */
  public static List<String> of(String logger, Deed deed) throws Exception {
    Logger heard = Logger.getLogger(logger);
    LogLines lines = new LogLines();
    heard.addHandler(lines);
    try {
      deed.act();
    } finally {
      heard.removeHandler(lines);
    }
    return lines.lines;
  }

  @Override
  public void publish(LogRecord line) {
    lines.add(line.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
