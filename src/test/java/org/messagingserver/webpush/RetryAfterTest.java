package org.messagingserver.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-10-21T07:28:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120 | 120",
        "0 | 1",
        "3600 | 3600",
        "3601 | 3600",
        "999999999 | 3600",
        "99999999999999999999 | 60",
        "Wed, 21 Oct 2026 07:30:00 GMT | 120",
        "Wed, 21 Oct 2026 07:00:00 GMT | 1",
        "Wed, 21 Oct 2099 07:00:00 GMT | 3600",
        "-5 | 60",
        "soon | 60"
      })
  void isASecondToAnHour(String header, int seconds) {
    assertThat(RetryAfter.of(header, NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void isAMinuteWhereThereIsNone() {
    assertThat(RetryAfter.of(null, NOW)).isEqualTo(Duration.ofMinutes(1));
  }
}
