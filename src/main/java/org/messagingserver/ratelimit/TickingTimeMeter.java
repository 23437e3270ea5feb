package org.messagingserver.ratelimit;

import io.github.bucket4j.TimeMeter;
import java.util.function.LongSupplier;

/**
 * The time of the last tick: what is counted by the second needs no better, and asking for the time
 * costs more than counting.
 */
final class TickingTimeMeter implements TimeMeter {
  private final LongSupplier nanoTime;
  private volatile long now;

  TickingTimeMeter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    tick();
  }

  final void tick() {
    now = nanoTime.getAsLong();
  }

  @Override
  public long currentTimeNanos() {
    return now;
  }

  @Override
  public boolean isWallClockBased() {
    return false;
  }
}
