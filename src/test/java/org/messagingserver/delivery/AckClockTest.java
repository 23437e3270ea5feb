package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AckClockTest {
  private final SimulatedLoop loop = new SimulatedLoop();
  private final List<String> left = new ArrayList<>();

  @Test
  void letsAcksLeaveAtOnceWithoutADelay() {
    AckClock clock = new AckClock(loop, Duration.ZERO);

    clock.release(clock.earliest(), () -> left.add("1"));

    assertThat(left).containsExactly("1");
  }

  @Test
  void letsNoAckLeaveBeforeItsTime() {
    AckClock clock = new AckClock(loop, Duration.ofMillis(60));
    List<Long> waited = new ArrayList<>();

    for (int message = 0; message < 50; message++) {
      long sent = loop.millis();
      clock.release(clock.earliest(), () -> waited.add(loop.millis() - sent));
      loop.pass(1);
    }
    loop.pass(100);

    assertThat(waited).hasSize(50).allMatch(time -> time >= 60 && time <= 60 + 25);
  }

  @Test
  void letsTheAcksOfOneTickLeaveTogetherInTheirOrder() {
    AckClock clock = new AckClock(loop, Duration.ofMillis(10));

    clock.release(1024, () -> left.add("1"));
    loop.pass(10);
    clock.release(1010, () -> left.add("2"));
    clock.release(1025, () -> left.add("of the next tick"));
    loop.pass(14);
    assertThat(left).isEmpty();
    loop.pass(1);

    assertThat(left).containsExactly("1", "2");
  }

  @Test
  void keepsAnAckForTheNextTickThoughItsTimeIsOver() {
    AckClock clock = new AckClock(loop, Duration.ofMillis(10));

    clock.release(1, () -> left.add("1"));
    assertThat(left).isEmpty();
    loop.pass(25);

    assertThat(left).containsExactly("1");
  }

  @Test
  void letsEveryAckLeaveOnceWhenTheNodeStops() {
    AckClock clock = new AckClock(loop, Duration.ofMillis(10));
    clock.release(1020, () -> left.add("1"));
    clock.release(2000, () -> left.add("2"));

    clock.releaseAll();
    assertThat(left).containsExactly("1", "2");
    loop.pass(5000);

    assertThat(left).containsExactly("1", "2");
  }
}
