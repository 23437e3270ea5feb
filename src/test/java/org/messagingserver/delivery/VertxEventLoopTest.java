package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VertxEventLoopTest {
  private record Clocks(long millis, long justNow) {}

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** What was committed or sent meanwhile must not look older than it is. */
  @Test
  void standsStillDuringATurnAndTellsTheMomentWhereItIsAskedForThat() throws Exception {
    CompletableFuture<Clocks> first = new CompletableFuture<>();
    CompletableFuture<Clocks> second = new CompletableFuture<>();
    CompletableFuture<Clocks> next = new CompletableFuture<>();

    vertx.runOnContext(
        turn -> {
          VertxEventLoop loop = new VertxEventLoop(vertx);
          first.complete(clocks(loop));
          awaitTick(loop);
          second.complete(clocks(loop));
          loop.afterThisTick(() -> next.complete(clocks(loop)));
        });

    assertThat(second.get(10, TimeUnit.SECONDS).millis()).isEqualTo(first.get().millis());
    assertThat(second.get().justNow()).isGreaterThan(first.get().justNow());
    assertThat(next.get(10, TimeUnit.SECONDS).millis())
        .isGreaterThanOrEqualTo(second.get().justNow());
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
