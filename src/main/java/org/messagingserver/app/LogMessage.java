package org.messagingserver.app;

import java.util.List;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/**
 * The text of an event, made fit for a log: it stays on its line, and contains no client's IP
 * address, for every logger and level.
 */
final class LogMessage {
  /** Characters that could end a line, or change how the rest of it is shown. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private static final String V4 = "\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d{1,5})?";

  /**
   * Eight groups, or two colons in place of some; in brackets if a port follows. Takes a bit of
   * code for one rather than one for code.
   */
  private static final String V6 =
      "\\[?(?=(?:[\\da-f]{0,4}:){7}|[\\da-f:]{0,40}::)[\\da-f:.]+(?:%[\\w.:]+)?(?:](?::\\d{1,5})?)?";

  private static final Pattern ADDRESS = Pattern.compile(V4 + '|' + V6, Pattern.CASE_INSENSITIVE);

  /** These know nothing of clients' addresses, and have something to say of nodes'. */
  private static final List<String> LOGGERS_OF_NODES =
      List.of("org.messagingserver.", "com.hazelcast.");

  private LogMessage() {}

  /** The log text of this event, whose message and parameters make the given text. */
  static String of(LogRecord event, String text) {
    String line = oneLine(text);
    String logger = String.valueOf(event.getLoggerName());
    return LOGGERS_OF_NODES.stream().anyMatch(logger::startsWith)
        ? line
        : ADDRESS.matcher(line).replaceAll("<address>");
  }

  /** A text that stays on its line, and neither moves the cursor nor turns the text around. */
  static String oneLine(String text) {
    return UNPRINTABLE.matcher(text).replaceAll(" ");
  }
}
