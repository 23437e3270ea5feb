package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures of event loops. */
public final class Await {
  private static final long TIMEOUT_SECONDS = 60;

  private Await() {}

  /** Waits for the result; throws {@link LoadException} after a minute. */
  public static <T> T result(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new LoadException("no answer within " + TIMEOUT_SECONDS + " s");
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      throw cause instanceof LoadException told
          ? told
          : new LoadException("failed: " + cause.getClass().getName());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted");
    }
  }
}
