package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class TickingClockTest {
  /** Whatever becomes of the clock of the system: by this one, meters forget their maximum. */
  @Test
  void goesForwardWithWhatHasGoneBy(Vertx vertx) {
    AtomicLong nanos = new AtomicLong(-5);
    TickingClock clock = new TickingClock(vertx, nanos::get);
    long start = clock.wallTime();

    nanos.addAndGet(Duration.ofDays(40).toNanos());
    clock.tick();

    assertThat(clock.wallTime() - start).isEqualTo(Duration.ofDays(40).toMillis());
    assertThat(start)
        .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(600_000L));
    clock.stop();
  }
}
