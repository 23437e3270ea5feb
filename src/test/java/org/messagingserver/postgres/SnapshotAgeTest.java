package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SnapshotAgeTest {
  private final SnapshotAge snapshotAge = new SnapshotAge();

  @Test
  void isNothingWhereNoSnapshotIsOlderThanTheLatestId() {
    assertThat(after(0, 100, 0)).isZero();
    assertThat(after(10, 200, 0)).isZero();
    assertThat(after(20, 200, 0)).isZero();
  }

  @Test
  void countsFromTheFirstLaterId() {
    after(0, 100, 0);
    after(10, 200, 100);
    assertThat(after(20, 300, 200)).isEqualTo(10);
    assertThat(after(3600, 10_000, 9_900)).isEqualTo(3590);
  }

  @Test
  void isThatOfTheNextOneOnceTheOldestHasEnded() {
    after(0, 100, 0);
    after(10, 200, 100);
    after(20, 300, 200);
    after(30, 400, 300);

    assertThat(after(40, 500, 250)).isEqualTo(20);
    assertThat(after(50, 600, 0)).isZero();
  }

  @Test
  void countsFromTheStartWhereTheSnapshotIsOlder() {
    assertThat(after(0, 100, 90)).isZero();
    assertThat(after(10, 200, 190)).isEqualTo(10);
  }

  @Test
  void isKnownOfASnapshotThatIsHeldForDays() {
    for (int at = 0; at <= 20_000; at++) {
      after(at, 100 + at, at);
    }
    assertThat(after(20_001, 20_101, 20_001)).isEqualTo(20_000);
    assertThat(after(20_002, 20_102, 0)).isZero();
  }

  @Test
  void beginsAnewWithAnotherDatabase() {
    after(0, 1000, 0);
    after(10, 2000, 1000);

    assertThat(after(20, 50, 40)).isZero();
  }

  private double after(long seconds, long next, long behind) {
    return snapshotAge.after(TimeUnit.SECONDS.toNanos(seconds), next, behind);
  }
}
