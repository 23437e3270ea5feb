package org.messagingserver.ratelimit;

import io.github.bucket4j.Bandwidth;
import java.time.Duration;

/** This much may be used at once, and is refilled evenly. */
record Rate(Bandwidth bandwidth) {
  /** Bucket4j's, one a nanosecond; no node does as much. */
  private static final long FASTEST = 1_000_000_000;

  static Rate bySecond(long amount, int burstSeconds) {
    return of(amount * burstSeconds, Math.min(amount, FASTEST), Duration.ofSeconds(1));
  }

  static Rate byMinute(long amount) {
    return of(amount, amount, Duration.ofMinutes(1));
  }

  static Rate byHour(long amount) {
    return of(amount, amount, Duration.ofHours(1));
  }

  /** The amount that may be used at once. */
  long atOnce() {
    return bandwidth.getCapacity();
  }

  /**
   * @param atOnce what a fresh bucket holds, and never more
   * @param amount refilled in each {@code time}
   */
  private static Rate of(long atOnce, long amount, Duration time) {
    return new Rate(Bandwidth.builder().capacity(atOnce).refillGreedy(amount, time).build());
  }
}
