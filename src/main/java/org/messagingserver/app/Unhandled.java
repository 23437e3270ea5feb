package org.messagingserver.app;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Logs what nobody has handled. */
final class Unhandled {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.app");

  private Unhandled() {}

  /** From now on. */
  static void log(Vertx vertx) {
    vertx.exceptionHandler(
        failure -> {
          if (!isSecondOutcome(failure)) {
            LOG.log(System.Logger.Level.ERROR, "nobody has handled this", failure);
          }
        });
  }

  /**
   * Vert.x tells whoever publishes to several nodes how it went with each of them, through a
   * promise that takes one answer. Source: {@code ClusteredEventBus.sendToNodes}.
   */
  static boolean isSecondOutcome(Throwable failure) {
    return failure instanceof IllegalStateException
        && failure.getStackTrace().length > 0
        && failure.getStackTrace()[0].getClassName().equals(Promise.class.getName());
  }
}
