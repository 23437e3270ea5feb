package org.messagingserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.UserId;

class RecentChecksTest {
  private static final UserId USER = Identity.generate().userId();

  private final AtomicLong clock = new AtomicLong(1_000_000);
  private final RecentChecks checks =
      new RecentChecks(2, Duration.ofMillis(100), Duration.ofMillis(10), clock::get);

  @Test
  void isValidUntilTheIntervalHasPassed() {
    assertThat(checks.isValid(USER)).isFalse();
    checks.add(USER, true);

    clock.addAndGet(99);
    assertThat(checks.isValid(USER)).isTrue();
    assertThat(checks.isPaused(USER)).isFalse();
    clock.addAndGet(1);
    assertThat(checks.isValid(USER)).isFalse();
  }

  @Test
  void pausesAfterAFailure() {
    checks.add(USER, false);
    checks.invalidate(USER);

    clock.addAndGet(9);
    assertThat(checks.isPaused(USER)).isTrue();
    assertThat(checks.isValid(USER)).isFalse();
    clock.addAndGet(1);
    assertThat(checks.isPaused(USER)).isFalse();
  }

  @Test
  void isInvalidOnceADeviceIsStaleOrTheClockWasSetBack() {
    checks.add(USER, true);
    checks.invalidate(USER);
    assertThat(checks.isValid(USER)).isFalse();

    checks.add(USER, true);
    clock.addAndGet(-1);
    assertThat(checks.isValid(USER)).isFalse();
  }

  @Test
  void forgetsTheOldestCheckFirst() {
    UserId second = Identity.generate().userId();
    UserId third = Identity.generate().userId();

    checks.add(USER, true);
    checks.add(second, true);
    checks.add(USER, true);
    checks.add(third, true);

    assertThat(checks.isValid(USER)).isTrue();
    assertThat(checks.isValid(second)).isFalse();
    assertThat(checks.isValid(third)).isTrue();
  }
}
