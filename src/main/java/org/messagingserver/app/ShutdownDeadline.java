package org.messagingserver.app;

import java.time.Duration;

/**
 * Ends the process when an orderly stop does not: what was acked is committed by then anyway, and a
 * an embedded Postgres that is left running is stopped by the next start.
 */
final class ShutdownDeadline {
  private static final int FAILURE = 1;

  private ShutdownDeadline() {}

  /** The process is to be over by then. */
  static void begin(Duration patience) {
    Thread watch = new Thread(() -> endAfter(patience), "stop-deadline");
    watch.setDaemon(true);
    watch.start();
  }

  private static void endAfter(Duration patience) {
    try {
      Thread.sleep(patience.toMillis());
      Runtime.getRuntime().halt(FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
