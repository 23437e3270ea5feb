package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class VertxEventLoopTest {
  private record Clocks(long millis, long justNow) {}

  /** What was committed or sent meanwhile must not look older than it is. */
  @Test
  @Timeout(value = 1, timeUnit = TimeUnit.MINUTES)
  void standsStillDuringATurnAndTellsTheMomentWhereItIsAskedForThat(
      Vertx vertx, VertxTestContext test) {
    vertx.runOnContext(
        turn -> {
          VertxEventLoop loop = new VertxEventLoop(vertx);
          Clocks first = clocks(loop);
          awaitTick(loop);
          Clocks second = clocks(loop);
          test.verify(
              () -> {
                assertThat(second.millis()).isEqualTo(first.millis());
                assertThat(second.justNow()).isGreaterThan(first.justNow());
              });
          loop.afterThisTick(
              () ->
                  test.verify(
                      () -> {
                        assertThat(loop.millis()).isGreaterThanOrEqualTo(second.justNow());
                        test.completeNow();
                      }));
        });
  }

  private static Clocks clocks(VertxEventLoop loop) {
    return new Clocks(loop.millis(), loop.millisJustNow());
  }

  private static void awaitTick(VertxEventLoop loop) {
    long before = loop.millisJustNow();
    while (loop.millisJustNow() == before) {
      Thread.onSpinWait();
    }
  }
}
