package org.messagingserver.app;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Closes the started parts in reverse order, each after the one before is closed or has failed to
 * close. A failure is logged and prevents no other close.
 */
final class ShutdownSequence {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.app");

  private record Part(String name, Supplier<Future<?>> close) {}

  private final Deque<Part> parts = new ArrayDeque<>();

  void add(String name, Supplier<Future<?>> close) {
    parts.push(new Part(name, close));
  }

  Future<Void> close() {
    Part part = parts.poll();
    if (part == null) {
      return Future.succeededFuture();
    }
    return part.close()
        .get()
        .onFailure(
            failure ->
                LOG.log(System.Logger.Level.ERROR, "closing " + part.name() + " failed", failure))
        .transform(closed -> close());
  }
}
