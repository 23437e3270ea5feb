package signalchat;

import io.vertx.core.Future;
import java.util.concurrent.CompletionException;

/** Waits for futures, on threads that may block: never on an event loop. */
final class Await {
  private Await() {}

  /** The result; throws what the future failed with. */
  static <T> T result(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
