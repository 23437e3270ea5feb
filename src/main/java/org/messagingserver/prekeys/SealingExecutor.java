package org.messagingserver.prekeys;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Seals and opens many keys beside the event loops, which go on meanwhile. A few shared threads run
 * the requests of each event loop in order.
 */
final class SealingExecutor {
  private static final int PROCESSORS_EACH = 4;
  private static final long LONG_SECONDS = 60;

  private final WorkerExecutor workers;

  SealingExecutor(Vertx vertx) {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / PROCESSORS_EACH);
    this.workers =
        vertx.createSharedWorkerExecutor("sealing", threads, LONG_SECONDS, TimeUnit.SECONDS);
  }

  <T> Future<T> run(Callable<T> work) {
    return workers.executeBlocking(work, true);
  }
}
