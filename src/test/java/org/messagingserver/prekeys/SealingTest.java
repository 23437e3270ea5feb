package org.messagingserver.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SealingTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void leavesTheEventLoopFreeAndKeepsTheOrder() {
    CountDownLatch loopWentOn = new CountDownLatch(1);
    List<Integer> done = new ArrayList<>();
    Promise<Void> all = Promise.promise();

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
          Future.all(work).<Void>mapEmpty().onComplete(all);
          vertx.runOnContext(next -> loopWentOn.countDown());
        });

    await(all.future());
    assertThat(done).isSorted().hasSize(20);
  }
}
