package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.AckScheduler.Slot;

class AckSchedulerTest {
  private final SimulatedLoop loop = new SimulatedLoop();
  private final List<String> left = new ArrayList<>();

  @Test
  void letsAcksLeaveAtOnceWithoutADelay() {
    AckScheduler clock = new AckScheduler(loop, Duration.ZERO);

    clock.release(clock.nextSlot(), () -> left.add("1"));

    assertThat(left).containsExactly("1");
  }

  @Test
  void letsNoAckLeaveBeforeItsTime() {
    AckScheduler clock = new AckScheduler(loop, Duration.ofMillis(60));
    List<Long> waited = new ArrayList<>();

    for (int message = 0; message < 50; message++) {
      long sent = loop.millis();
      clock.release(clock.nextSlot(), () -> waited.add(loop.millis() - sent));
      loop.pass(1);
    }
    loop.pass(100);

    assertThat(waited).hasSize(50).allMatch(time -> time >= 60 && time <= 60 + 25);
  }

  @Test
  void letsTheAcksOfOneTickLeaveTogetherInTheOrderOfTheirMessages() {
    AckScheduler clock = new AckScheduler(loop, Duration.ofMillis(10));
    Slot first = new Slot(1010, 1);
    Slot second = new Slot(1010, 2);
    Slot third = new Slot(1024, 3);

    clock.release(third, () -> left.add("3"));
    loop.pass(5);
    clock.release(new Slot(1025, 4), () -> left.add("of the next tick"));
    clock.release(first, () -> left.add("1"));
    loop.pass(10);
    clock.release(second, () -> left.add("2"));
    loop.pass(9);
    assertThat(left).isEmpty();
    loop.pass(1);

    assertThat(left).containsExactly("1", "2", "3");
  }

  @Test
  void keepsAnAckForTheNextTickThoughItsTimeIsOver() {
    AckScheduler clock = new AckScheduler(loop, Duration.ofMillis(10));

    clock.release(new Slot(1, 1), () -> left.add("1"));
    assertThat(left).isEmpty();
    loop.pass(25);

    assertThat(left).containsExactly("1");
  }

  @Test
  void letsEveryAckLeaveOnceWhenTheNodeStops() {
    AckScheduler clock = new AckScheduler(loop, Duration.ofMillis(10));
    clock.release(new Slot(1020, 1), () -> left.add("1"));
    clock.release(new Slot(2000, 2), () -> left.add("2"));

    clock.releaseAll();
    assertThat(left).containsExactly("1", "2");
    loop.pass(5000);

    assertThat(left).containsExactly("1", "2");
  }
}
