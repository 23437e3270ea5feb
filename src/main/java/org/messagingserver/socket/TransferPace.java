package org.messagingserver.socket;

import io.vertx.core.Vertx;
import java.time.Duration;

/** Ends a transfer that moves fewer than 1,024 bytes a second for a while. */
final class TransferPace {
  private static final long BYTES_PER_SECOND = 1024;

  private final Vertx vertx;
  private final long timer;
  private final long least;
  private long moved;

  /**
   * @param window how long each of the whiles is
   * @param onTooSlow called again and again until it stops this
   */
  TransferPace(Vertx vertx, Duration window, Runnable onTooSlow) {
    this.vertx = vertx;
    this.least = BYTES_PER_SECOND * window.toSeconds();
    this.timer =
        vertx.setPeriodic(
            window.toMillis(),
            over -> {
              if (moved < least) {
                onTooSlow.run();
              }
              moved = 0;
            });
  }

  /** Bytes have come, or gone. */
  void moved(int bytes) {
    moved += bytes;
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
