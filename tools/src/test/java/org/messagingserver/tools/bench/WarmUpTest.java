package org.messagingserver.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final long MUCH = 1_000_000;

  private final AtomicLong compilers = new AtomicLong();
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void goesOnUntilTheCompilersHaveLittleToDo() {
    WarmUp warmUp = new WarmUp(compilers::get, Duration.ofMinutes(1));

    warmUp.run(() -> compilers.addAndGet(runs.incrementAndGet() < 4 ? MUCH : 0));

    assertThat(runs).hasValue(4);
  }

  @Test
  void endsInTimeWhateverTheCompilersDo() {
    WarmUp warmUp = new WarmUp(compilers::get, Duration.ofMillis(1));

    warmUp.run(() -> compilers.addAndGet(MUCH * runs.incrementAndGet()));

    assertThat(runs.get()).isPositive();
  }
}
