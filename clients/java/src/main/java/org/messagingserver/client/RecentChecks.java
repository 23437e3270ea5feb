package org.messagingserver.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.messagingserver.protocol.UserId;

/**
 * When the devices of users were last checked, and whether that succeeded. Forgets the oldest
 * checks first.
 */
final class RecentChecks {
  private static final class Check {
    final long at;
    final boolean succeeded;

    Check(long at, boolean succeeded) {
      this.at = at;
      this.succeeded = succeeded;
    }
  }

  private final Map<UserId, Check> checks = new LinkedHashMap<>();
  private final int bound;
  private final Duration validity;
  private final Duration pause;
  private final LongSupplier clock;

  /**
   * Creates an empty record.
   *
   * @param bound of the number of users
   * @param validity of a check that succeeded
   * @param pause after a check that failed
   * @param clock milliseconds of the wall clock: a monotonic one may stop while the machine sleeps
   */
  RecentChecks(int bound, Duration validity, Duration pause, LongSupplier clock) {
    this.bound = bound;
    this.validity = validity;
    this.pause = pause;
    this.clock = clock;
  }

  void add(UserId user, boolean succeeded) {
    checks.remove(user);
    checks.put(user, new Check(clock.getAsLong(), succeeded));
    if (checks.size() > bound) {
      checks.remove(checks.keySet().iterator().next());
    }
  }

  /** Whether a check has succeeded and is still valid. */
  boolean isValid(UserId user) {
    return of(user).filter(check -> check.succeeded && isYounger(check, validity)).isPresent();
  }

  /** Whether a check has failed so recently that another one would only add to the load. */
  boolean isPaused(UserId user) {
    return of(user).filter(check -> !check.succeeded && isYounger(check, pause)).isPresent();
  }

  /** A check that succeeded is valid no longer. */
  void invalidate(UserId user) {
    of(user).filter(check -> check.succeeded).ifPresent(check -> checks.remove(user));
  }

  private Optional<Check> of(UserId user) {
    return Optional.ofNullable(checks.get(user));
  }

  // The wall clock may have been set back.
  private boolean isYounger(Check check, Duration age) {
    long passed = clock.getAsLong() - check.at;
    return passed >= 0 && passed < age.toMillis();
  }
}
