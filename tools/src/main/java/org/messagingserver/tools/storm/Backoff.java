package org.messagingserver.tools.storm;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The delays of the clients of this project, which double from half a second to a minute, with
 * jitter. Source: {@code ClientTimeouts.DEFAULT} and {@code Backoff} of the Java client.
 */
final class Backoff {
  /** The longest delay; a socket that lived as long resets the count of attempts. */
  static final Duration MAX = Duration.ofSeconds(60);

  /** After which an attempt without an answer has failed. */
  static final Duration REQUEST = Duration.ofSeconds(15);

  private static final long MIN_MILLIS = 500;
  private static final int MAX_DOUBLINGS = 30;

  private Backoff() {}

  /**
   * Milliseconds before an attempt: between half of its delay and all of it.
   *
   * @param attempt from 0
   * @param servers all of which are tried before the delay grows
   */
  static long millis(int attempt, int servers) {
    int doublings = Math.min(attempt / servers, MAX_DOUBLINGS);
    long full = Math.min(MAX.toMillis(), MIN_MILLIS << doublings);
    return ThreadLocalRandom.current().nextLong((full + 1) / 2, full + 1);
  }
}
