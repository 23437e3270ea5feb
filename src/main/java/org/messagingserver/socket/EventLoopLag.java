package org.messagingserver.socket;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Measures how late the event loop on which it was made runs its timers. */
final class EventLoopLag {
  private static final long TICK_MILLIS = 250;

  private final Vertx vertx;
  private final SocketMeters meters;
  private long timer;

  EventLoopLag(Vertx vertx, SocketMeters meters) {
    this.vertx = vertx;
    this.meters = meters;
    arm();
  }

  private void arm() {
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
    timer =
        vertx.setTimer(
            TICK_MILLIS,
            fired -> {
              meters.recordLag(Math.max(0, System.nanoTime() - due));
              arm();
            });
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
