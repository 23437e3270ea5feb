package org.messagingserver.app;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * One line for each event. Of an exception it shows kinds and places only: the message of one may
 * hold what a client sent.
 */
public final class LogFormatter extends Formatter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

  @Override
  public String format(LogRecord event) {
    StringBuilder text = new StringBuilder();
    TIME.formatTo(Instant.ofEpochMilli(event.getMillis()), text);
    text.append(' ').append(event.getLevel().getName());
    text.append(' ').append(event.getLoggerName());
    text.append(": ").append(oneLine(formatMessage(event))).append('\n');
    appendThrown(text, event.getThrown(), "");
    return text.toString();
  }

  /** Neither a line's end nor what moves the cursor or turns the text around. */
  private static String oneLine(String message) {
    return message.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " ");
  }

  private static void appendThrown(StringBuilder text, Throwable thrown, String introduction) {
    if (thrown == null) {
      return;
    }
    text.append(introduction).append(thrown.getClass().getName()).append('\n');
    for (StackTraceElement frame : thrown.getStackTrace()) {
      text.append("    at ").append(frame).append('\n');
    }
    appendThrown(text, thrown.getCause() == thrown ? null : thrown.getCause(), "caused by ");
  }
}
