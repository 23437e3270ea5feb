package org.messagingserver.app;

import io.micrometer.core.instrument.Clock;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time as of the last second, for meters that forget their maximum after minutes: they ask with
 * every value they record, several times for each message, and the system's answer would cost more
 * than all else that they do. It goes on from the start of the node evenly: by a clock that is set
 * back a maximum would stay for as long.
 */
final class TickingClock implements Clock {
  private static final long TICK_MILLIS = 1000;

  private final Vertx vertx;
  private final LongSupplier nanoTime;
  private final long start = System.currentTimeMillis();
  private final long startNanos;
  private final long timer;
  private volatile long millis = start;

  TickingClock(Vertx vertx) {
    this(vertx, System::nanoTime);
  }

  TickingClock(Vertx vertx, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.timer = vertx.setPeriodic(TICK_MILLIS, due -> tick());
  }

  final void tick() {
    millis = start + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startNanos);
  }

  @Override
  public long wallTime() {
    return millis;
  }

  @Override
  public long monotonicTime() {
    return nanoTime.getAsLong();
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
