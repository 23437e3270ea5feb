package org.messagingserver.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Delays that double from min to max, with jitter, so that clients that were disconnected together
 * reconnect at different times.
 */
final class Backoff {
  private static final int MAX_DOUBLINGS = 30;

  private final long minMillis;
  private final long maxMillis;

  Backoff(Duration min, Duration max) {
    this.minMillis = min.toMillis();
    this.maxMillis = max.toMillis();
  }

  /** Between half of the delay of this attempt (from 0) and all of it. */
  Duration delay(int attempt) {
    long full = Math.min(maxMillis, minMillis << Math.min(attempt, MAX_DOUBLINGS));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong((full + 1) / 2, full + 1));
  }
}
