package org.messagingserver.tools.chaos;

import java.time.Duration;
import org.messagingserver.tools.localcluster.Terminal;

/** Prints lines, and below them on a terminal one that changes. */
final class Screen {
  private static final String CLEAR = "\r\u001b[K";

  private final boolean terminal = Terminal.isStandardOutput();
  private boolean closed;
  private final Duration pause = terminal ? Duration.ofSeconds(1) : Duration.ofSeconds(10);

  /** How often progress is worth showing. */
  Duration pause() {
    return pause;
  }

  /** Shows nothing any more. */
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
