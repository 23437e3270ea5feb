package org.messagingserver.client.vertx;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits in a test's thread for what happens on event loops. */
final class Await {
  private Await() {}

  static <T> T done(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(ScriptedServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("expected success", e);
    }
  }

  static Throwable failed(Future<?> future) {
    try {
      future
          .toCompletionStage()
          .toCompletableFuture()
          .get(ScriptedServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
      throw new AssertionError("expected a failure");
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("expected a failure", e);
    }
  }
}
