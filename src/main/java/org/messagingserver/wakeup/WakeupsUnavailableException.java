package org.messagingserver.wakeup;

import io.vertx.core.Future;
import org.messagingserver.postgres.StoreException;

/** The store did not answer; the request may nevertheless have been committed. */
public final class WakeupsUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private WakeupsUnavailableException() {
    super("the store did not answer", null, false, false);
  }

  /** For {@code recover}: this instead of a failure of the store that may pass. */
  static <T> Future<T> translate(Throwable failure) {
    boolean passing =
        failure instanceof StoreException store && store.kind() != StoreException.Kind.FAILED;
    return Future.failedFuture(passing ? new WakeupsUnavailableException() : failure);
  }
}
