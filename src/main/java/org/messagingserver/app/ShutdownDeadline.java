package org.messagingserver.app;

import java.time.Duration;

/**
 * Ends the process when an orderly stop does not: what was acked is committed by then anyway, and
 * an embedded Postgres that is left running is stopped by the next start.
 */
final class ShutdownDeadline {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.app");
  private static final int FAILURE = 1;

  private ShutdownDeadline() {}

  /** The process is to be over by then. */
  static void start(Duration timeout) {
    Thread watch = new Thread(() -> endAfter(timeout), "stop-deadline");
    watch.setDaemon(true);
    watch.start();
  }

  private static void endAfter(Duration timeout) {
    try {
      Thread.sleep(timeout.toMillis());
      LOG.log(
          System.Logger.Level.WARNING,
          "not stopped within {0} s; the process ends now",
          timeout.toSeconds());
      Runtime.getRuntime().halt(FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
