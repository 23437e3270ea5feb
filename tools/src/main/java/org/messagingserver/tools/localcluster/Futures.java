package org.messagingserver.tools.localcluster;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.messagingserver.postgres.PostgresStartException;

/** Blocks a thread that may, until a future of Vert.x has completed. */
final class Futures {
  /** A Postgres that has much to recover takes that long. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private Futures() {}

  /**
   * The result.
   *
   * @throws NodesException without a result
   */
  static <T> T until(Future<T> future) throws InterruptedException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      throw new NodesException(
          cause instanceof PostgresStartException
              ? cause.getMessage()
              : "failed: " + cause.getClass());
    } catch (TimeoutException late) {
      throw new NodesException("no answer after " + LONGEST.toMinutes() + " minutes");
    }
  }
}
