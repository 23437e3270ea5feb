package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.app.MemoryWatch.Use;

/** The numbers are a test's, and it says when they are looked at. */
@ExtendWith(VertxExtension.class)
class MemoryWatchTest {
  private static final Logger LOGGER = Logger.getLogger("org.messagingserver.app");

  private final List<String> lines = new ArrayList<>();
  private final Handler handler = new Kept();
  private long used;
  private int timesRanOut;
  private MemoryWatch watch;

  @BeforeEach
  void watch(Vertx vertx) {
    LOGGER.addHandler(handler);
    LOGGER.setLevel(Level.INFO);
    watch =
        new MemoryWatch(
            vertx, () -> List.of(new Use("direct memory", used, 1000)), () -> timesRanOut);
    watch.stop();
  }

  @AfterEach
  void close() {
    LOGGER.removeHandler(handler);
  }

  @Test
  void isReadyWhileThereIsEnough() {
    used = 890;

    watch.check();

    assertThat(watch.health().succeeded()).isTrue();
    assertThat(lines).isEmpty();
  }

  @Test
  void saysOnceAMinuteThatItRunsOutAndIsNotReady() {
    used = 950;

    for (int second = 0; second < 60; second++) {
      watch.check();
    }

    assertThat(watch.health().failed()).isTrue();
    assertThat(lines).containsExactly("out of memory: 95 % of direct memory is used");
    watch.check();
    assertThat(lines).hasSize(2);
  }

  @Test
  void isReadyAgainWhenThereIsEnoughAgain() {
    used = 950;
    watch.check();

    used = 100;
    watch.check();

    assertThat(watch.health().succeeded()).isTrue();
    assertThat(lines).last().isEqualTo("memory is sufficient again");
  }

  @Test
  void isNotReadyForAMinuteAfterThereWasNone() {
    timesRanOut = 3;

    for (int second = 0; second < 60; second++) {
      watch.check();
      assertThat(watch.health().failed()).isTrue();
    }

    watch.check();
    assertThat(watch.health().succeeded()).isTrue();
  }

  private final class Kept extends Handler {
    @Override
    public void publish(LogRecord line) {
      lines.add(
          line.getParameters() == null
              ? line.getMessage()
              : line.getMessage().replace("{0}", "" + line.getParameters()[0]));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
