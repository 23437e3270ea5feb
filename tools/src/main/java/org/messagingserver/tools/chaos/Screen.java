package org.messagingserver.tools.chaos;

import java.time.Duration;
import org.messagingserver.tools.localcluster.Terminal;

/** Prints lines, and on a terminal a status line below them. */
final class Screen {
  private static final String CLEAR = "\r\u001b[K";

  private final boolean terminal = Terminal.isStandardOutput();
  private boolean closed;
  private final Duration progressInterval =
      terminal ? Duration.ofSeconds(1) : Duration.ofSeconds(10);

  /** Interval between two status lines. */
  Duration progressInterval() {
    return progressInterval;
  }

  /** Stops printing. */
  synchronized void close() {
    closed = true;
  }

  synchronized void line(String text) {
    if (closed) {
      return;
    }
    System.out.println((terminal ? CLEAR : "") + text);
  }

  synchronized void progress(String text) {
    if (closed) {
      return;
    }
    if (terminal) {
      System.out.print(CLEAR + text);
      System.out.flush();
    } else {
      System.out.println(text);
    }
  }
}
