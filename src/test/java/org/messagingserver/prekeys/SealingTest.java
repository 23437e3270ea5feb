package org.messagingserver.prekeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class SealingTest {
  @Test
  @Timeout(value = 1, timeUnit = TimeUnit.MINUTES)
  void leavesTheEventLoopFreeAndKeepsTheOrder(Vertx vertx, VertxTestContext test) {
    CountDownLatch loopWentOn = new CountDownLatch(1);
    List<Integer> done = new ArrayList<>();

    vertx.runOnContext(
        turn -> {
          SealingExecutor sealingExecutor = new SealingExecutor(vertx);
          List<Future<Boolean>> work = new ArrayList<>();
          for (int place = 0; place < 20; place++) {
            int mine = place;
            work.add(
                sealingExecutor.run(
                    () -> {
                      loopWentOn.await();
                      return done.add(mine);
                    }));
          }
          Future.all(work)
              .onComplete(
                  test.succeeding(
                      all ->
                          test.verify(
                              () -> {
                                assertThat(done).isSorted().hasSize(20);
                                test.completeNow();
                              })));
          vertx.runOnContext(next -> loopWentOn.countDown());
        });
  }
}
