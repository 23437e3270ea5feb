package org.messagingserver.session;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** One socket's changes take effect in the order in which it requested them. */
final class ChangeOrder {
  private Future<?> last = Future.succeededFuture();

  /** Runs a change after the one before it, whatever became of that. */
  <T> Future<T> run(Supplier<Future<T>> change) {
    Future<T> done = last.transform(before -> change.get());
    last = done;
    return done;
  }

  /** The latest change. */
  Future<?> last() {
    return last;
  }
}
