package org.messagingserver.app;

import java.time.Duration;

/**
 * Ends the process when an orderly stop does not: what was acked is committed by then anyway, and a
 * Postgres of our own that is left running is stopped by the next start.
 */
final class StopDeadline {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.app");

  /** For closing the pool and the embedded Postgres, behind what the sockets may take. */
  private static final Duration REST = Duration.ofSeconds(20);

  private final Duration patience;

  /**
   * @param sockets what finishing the sockets may take
   */
  StopDeadline(Duration sockets) {
    this.patience = sockets.plus(REST);
  }

  /** The stop has begun. */
  void begin() {
    Thread watch = new Thread(this::watch, "stop-deadline");
    watch.setDaemon(true);
    watch.start();
  }

  private void watch() {
    try {
      Thread.sleep(patience.toMillis());
      LOG.log(System.Logger.Level.ERROR, "stopping took too long; ending without order");
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
