package org.messagingserver.delivery;

import io.vertx.core.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Work that ends whatever it throws, an Error too: what was counted for it is counted down again,
 * and what follows it is done.
 */
final class ExceptionSafe {
  private ExceptionSafe() {}

  /** An exception before the future exists is a failure like any other. */
  static <T> Future<T> call(Supplier<Future<T>> statement) {
    try {
      return statement.get();
    } catch (Throwable failure) {
      return Future.failedFuture(failure);
    }
  }

  /** Does it for each, and throws what was thrown first at the end. */
  static <T> void forEach(Iterable<T> all, Consumer<? super T> work) {
    Throwable thrown = null;
    for (T one : all) {
      try {
        work.accept(one);
      } catch (Throwable failure) {
        thrown = thrown == null ? failure : thrown;
      }
    }
    if (thrown instanceof Error error) {
      throw error;
    } else if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
  }
}
