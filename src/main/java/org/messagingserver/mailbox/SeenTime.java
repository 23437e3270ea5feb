package org.messagingserver.mailbox;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that a deployment has seen, and the clock of its database.
 *
 * @param step the number of changes so far
 * @param seen the latest moment that was seen
 * @param agreed for how much uptime nodes have agreed with a clock that is ahead
 * @param clock what the database's clock said when this was read
 */
record SeenTime(long step, Instant seen, Duration agreed, Instant clock) {
  /** A gap beyond this is a clock that is wrong, or a deployment that was off. */
  private static final Duration DOUBT = Duration.ofDays(1);

  /** The difference of clocks that agree, and the time of a request. */
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final Duration CONVINCING = Duration.ofDays(7);

  /** How far the clock is ahead; negative where it is behind. */
  Duration gap() {
    return Duration.between(seen, clock);
  }

  boolean isAhead() {
    return gap().compareTo(DOUBT) > 0;
  }

  boolean isBehind() {
    return gap().negated().compareTo(DOUBT) > 0;
  }

  /** Whether another clock says about the same as the database's. */
  boolean agreesWith(Instant other) {
    return isAbout(Duration.between(other, clock), Duration.ZERO);
  }

  private static boolean isAbout(Duration one, Duration other) {
    return one.minus(other).abs().compareTo(TOLERANCE) <= 0;
  }

  /**
   * The time seen after this much uptime. A clock that is ahead takes the seen time with it, at
   * most twice as fast as time goes by, until nodes have agreed with it for long. One that is
   * behind does not hold it up, since time has gone by; nor does agreeing help, since a machine
   * without a battery is wrong as a whole.
   *
   * @param elapsed has gone by since {@code earlier}, when this step was known already
   * @param node the reading of the node's clock now
   */
  SeenTime after(Duration elapsed, SeenTime earlier, Instant node) {
    if (isBehind()) {
      return next(seen.plus(elapsed), Duration.ZERO);
    }
    Instant reached = earliest(clock, seen.plus(elapsed.multipliedBy(2)));
    if (!isAhead()) {
      return next(reached.isAfter(seen) ? reached : seen, Duration.ZERO);
    }
    boolean steady = isAbout(Duration.between(earlier.clock, clock), elapsed);
    Duration agreeing = steady && agreesWith(node) ? agreed.plus(elapsed) : Duration.ZERO;
    return agreeing.compareTo(CONVINCING) < 0
        ? next(reached, agreeing)
        : next(clock, Duration.ZERO);
  }

  private SeenTime next(Instant reached, Duration agreeing) {
    return new SeenTime(step + 1, reached, agreeing, clock);
  }

  private static Instant earliest(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
