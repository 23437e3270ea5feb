package org.messagingserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

  @RepeatedTest(20)
  void doublesWithJitterUpToItsMaximum() {
    long[] full = {100, 200, 400, 800, 1000, 1000};

    for (int attempt = 0; attempt < full.length; attempt++) {
      assertThat(backoff.delay(attempt).toMillis()).isBetween(full[attempt] / 2, full[attempt]);
    }
  }

  @Test
  void endsAtItsMaximumHoweverOften() {
    Backoff longest = new Backoff(Duration.ofDays(1), Duration.ofDays(1));

    assertThat(longest.delay(Integer.MAX_VALUE))
        .isBetween(Duration.ofHours(12), Duration.ofDays(1));
  }
}
