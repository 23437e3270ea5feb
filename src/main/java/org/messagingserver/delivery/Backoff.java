package org.messagingserver.delivery;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing, jittered pauses between attempts, from 50 ms up to a limit. */
final class Backoff {
  private static final long FIRST_MILLIS = 50;
  private static final long LAST_MILLIS = 2000;

  private final long last;
  private long next = FIRST_MILLIS;

  Backoff() {
    this(LAST_MILLIS);
  }

  /** For attempts that must succeed within a given time: several fit in it. */
  static Backoff within(Duration time) {
    return new Backoff(Math.max(1, Math.min(LAST_MILLIS, time.toMillis() / 8)));
  }

  private Backoff(long last) {
    this.last = last;
  }

  /** The next pause in milliseconds. */
  long pause() {
    long pause = 1 + next / 2 + ThreadLocalRandom.current().nextLong(next / 2 + 1);
    next = Math.min(last, next * 2);
    return pause;
  }

  /** An attempt went well. */
  void reset() {
    next = FIRST_MILLIS;
  }
}
