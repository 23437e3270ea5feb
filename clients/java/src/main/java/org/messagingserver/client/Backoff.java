package org.messagingserver.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Delays that double from min to max, with jitter, so that clients that were disconnected together
 * reconnect at different times.
 */
record Backoff(Duration min, Duration max) {
  private static final int MAX_DOUBLINGS = 30;

  /** Between half of the delay of this attempt (from 0) and all of it. */
  Duration delay(int attempt) {
    long full = Math.min(max.toMillis(), min.toMillis() << Math.min(attempt, MAX_DOUBLINGS));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong((full + 1) / 2, full + 1));
  }
}
