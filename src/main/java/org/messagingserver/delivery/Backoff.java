package org.messagingserver.delivery;

import java.util.concurrent.ThreadLocalRandom;

/** Growing, jittered pauses between attempts, from 50 ms up to 2 s. */
final class Backoff {
  private static final long FIRST_MILLIS = 50;
  private static final long LAST_MILLIS = 2000;

  private long next = FIRST_MILLIS;

  /** The next pause in milliseconds. */
  long pause() {
    long pause = next / 2 + ThreadLocalRandom.current().nextLong(next / 2 + 1);
    next = Math.min(LAST_MILLIS, next * 2);
    return pause;
  }

  /** An attempt went well. */
  void reset() {
    next = FIRST_MILLIS;
  }
}
