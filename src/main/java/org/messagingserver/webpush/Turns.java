package org.messagingserver.webpush;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Gives each push that has to wait a turn behind those before it, so that they do not all come back
 * at once. For one event loop.
 */
final class Turns {
  /** Longer ones would outlive an outage of a push service for long. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final LongSupplier nanoTime;
  private long latest;

  Turns(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.latest = nanoTime.getAsLong();
  }

  /**
   * The time until the next turn.
   *
   * @param perSecond how many there are
   */
  Duration next(int perSecond) {
    long now = nanoTime.getAsLong();
    long interval = Duration.ofSeconds(1).toNanos() / perSecond;
    long turn = Math.max(latest - now, 0) + interval;
    long bounded = Math.min(turn, LONGEST.toNanos());
    latest = now + bounded;
    return Duration.ofNanos(bounded);
  }
}
