package org.messagingserver.testkit;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures on the thread of a test. */
public final class Awaits {
  public static final Duration LONG = Duration.ofMinutes(1);

  private Awaits() {}

  /** The result of a future that is to succeed. */
  public static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new AssertionError(failure.getCause());
    } catch (InterruptedException | TimeoutException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Waits for a future that is to fail. */
  public static Throwable failure(Future<?> future) {
    return await(
        future.transform(
            outcome ->
                outcome.failed()
                    ? Future.succeededFuture(outcome.cause())
                    : Future.failedFuture(new AssertionError("it succeeded"))));
  }
}
