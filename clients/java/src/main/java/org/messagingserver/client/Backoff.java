package org.messagingserver.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits that double from min to max, jittered so that clients that fell together rise apart. */
record Backoff(Duration min, Duration max) {
  private static final int MOST_DOUBLINGS = 30;

  /** Between half of the wait of this attempt (from 0) and all of it. */
  Duration delay(int attempt) {
    long full = Math.min(max.toMillis(), min.toMillis() << Math.min(attempt, MOST_DOUBLINGS));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong((full + 1) / 2, full + 1));
  }
}
