package org.messagingserver.app;

import io.micrometer.core.instrument.Clock;
import io.vertx.core.Vertx;

/**
 * The time as of the last second, for meters that forget their maximum after minutes: they ask with
 * every value they are told, several times for each message, and the system's answer would cost
 * more than all else that they do.
 */
final class CoarseClock implements Clock {
  private static final long TICK_MILLIS = 1000;

  private final Vertx vertx;
  private final long timer;
  private volatile long millis = System.currentTimeMillis();

  CoarseClock(Vertx vertx) {
    this.vertx = vertx;
    this.timer = vertx.setPeriodic(TICK_MILLIS, tick -> millis = System.currentTimeMillis());
  }

  @Override
  public long wallTime() {
    return millis;
  }

  @Override
  public long monotonicTime() {
    return System.nanoTime();
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
