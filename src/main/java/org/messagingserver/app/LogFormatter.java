package org.messagingserver.app;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.stream.Stream;

/**
 * One line for each event. Of an exception it shows kinds and places only: the message of one may
 * hold what a client sent.
 */
public final class LogFormatter extends Formatter {
  private static final int MAX_CAUSES = 16;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  @Override
  public String format(LogRecord event) {
    StringBuilder text = new StringBuilder();
    TIME.formatTo(Instant.ofEpochMilli(event.getMillis()), text);
    text.append(' ').append(event.getLevel().getName());
    text.append(' ').append(event.getLoggerName());
    text.append(": ").append(LogMessage.of(event, formatMessage(event))).append('\n');
    String introduction = "";
    for (Throwable thrown : withCauses(event.getThrown())) {
      append(text, thrown, introduction);
      introduction = "caused by ";
    }
    return text.toString();
  }

  /** An exception, what caused it, and so on; nothing for null. */
  static List<Throwable> withCauses(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(MAX_CAUSES).toList();
  }

  private static void append(StringBuilder text, Throwable thrown, String introduction) {
    text.append(introduction).append(thrown.getClass().getName()).append('\n');
    for (StackTraceElement frame : thrown.getStackTrace()) {
      text.append("    at ").append(frame).append('\n');
    }
  }
}
