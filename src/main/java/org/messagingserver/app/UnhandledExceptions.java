package org.messagingserver.app;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Logs what nobody has handled. */
final class UnhandledExceptions {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.app");

  private UnhandledExceptions() {}

  /** From now on. */
  static void log(Vertx vertx) {
    vertx.exceptionHandler(
        failure -> {
          if (!isSecondOutcome(failure)) {
            LOG.log(System.Logger.Level.ERROR, "unhandled exception", failure);
          }
        });
  }

  /**
   * Vert.x reports the outcome of a publication to several nodes once for each node, through a
   * promise that accepts one answer. Source: {@code ClusteredEventBus.sendToNodes}.
   */
  static boolean isSecondOutcome(Throwable failure) {
    return failure instanceof IllegalStateException
        && failure.getStackTrace().length > 0
        && failure.getStackTrace()[0].getClassName().equals(Promise.class.getName());
  }
}
