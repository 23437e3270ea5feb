package org.messagingserver.app;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/**
 * Reports that the server could not start, for one Vert.x. Vert.x itself reports it only after it
 * has closed everything that the start opened, which a database that hangs can delay forever.
 *
 * @param handler receives the cause
 */
record StartupFailureListener(Handler<Throwable> handler) implements Shareable {
  private static final String NAME = StartupFailureListener.class.getName();

  /** Registers the handler of a failed start. */
  static void register(Vertx vertx, Handler<Throwable> handler) {
    listeners(vertx).put(NAME, new StartupFailureListener(handler));
  }

  /** The start has failed, and all that is ours is closed. */
  static void fire(Vertx vertx, Throwable cause) {
    StartupFailureListener listener = listeners(vertx).get(NAME);
    if (listener != null) {
      listener.handler().handle(cause);
    }
  }

  private static LocalMap<String, StartupFailureListener> listeners(Vertx vertx) {
    return vertx.sharedData().getLocalMap(NAME);
  }
}
