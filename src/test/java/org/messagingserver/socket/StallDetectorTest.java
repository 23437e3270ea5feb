package org.messagingserver.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which clients do not keep up; four ticks are a second. */
class StallDetectorTest {
  private final StallDetector stallDetector = new StallDetector();

  @Test
  void findsAClientThatTakesNothingForASecond() {
    assertThat(ticksUntilStalled(LongStream.generate(() -> 1000))).isEqualTo(5);
  }

  @Test
  void findsAClientThatTakesALittleButIsBehindForTenSeconds() {
    assertThat(ticksUntilStalled(LongStream.iterate(1 << 20, pending -> pending - 1)))
        .isEqualTo(40);
  }

  @Test
  void leavesAClientAloneThatCatchesUpNowAndThen() {
    LongStream tooFew = LongStream.iterate(0, tick -> tick + 1).map(tick -> tick % 39);

    assertThat(tooFew.limit(1000)).noneMatch(stallDetector::isStalled);
  }

  private long ticksUntilStalled(LongStream pending) {
    return pending.limit(1000).takeWhile(waiting -> !stallDetector.isStalled(waiting)).count() + 1;
  }
}
