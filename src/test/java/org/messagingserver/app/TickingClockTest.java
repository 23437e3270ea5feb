package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TickingClockTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  /** Whatever becomes of the clock of the system: by this one, meters forget their maximum. */
  @Test
  void goesForwardWithWhatHasGoneBy() {
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
