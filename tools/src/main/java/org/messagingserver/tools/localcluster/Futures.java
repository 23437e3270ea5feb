package org.messagingserver.tools.localcluster;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.messagingserver.postgres.PostgresStartException;

/** Blocks a thread, never that of an event loop, until a future of Vert.x has completed. */
final class Futures {
  /** Enough for a Postgres with much to recover. */
  static final Duration TIMEOUT = Duration.ofMinutes(5);

  private Futures() {}

  /**
   * Waits for the result.
   *
   * @throws NodesException if the future fails or does not complete in time
   */
  static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      throw new NodesException(
          cause instanceof PostgresStartException
              ? cause.getMessage()
              : "failed: " + cause.getClass());
    } catch (TimeoutException late) {
      throw new NodesException("no answer after " + TIMEOUT.toMinutes() + " minutes");
    }
  }
}
