package org.messagingserver.app;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/**
 * How the process of one Vert.x ends itself in order. Where nobody has said, its Vert.x is closed.
 *
 * @param task does not block
 */
record ShutdownTrigger(Runnable task) implements Shareable {
  private static final String NAME = ShutdownTrigger.class.getName();

  /** From now on like this. */
  static void by(Vertx vertx, Runnable task) {
    endings(vertx).put(NAME, new ShutdownTrigger(task));
  }

  /** Begins it. */
  static void begin(Vertx vertx) {
    ShutdownTrigger shutdownTrigger = endings(vertx).get(NAME);
    if (shutdownTrigger == null) {
      vertx.close();
    } else {
      shutdownTrigger.task().run();
    }
  }

  private static LocalMap<String, ShutdownTrigger> endings(Vertx vertx) {
    return vertx.sharedData().getLocalMap(NAME);
  }
}
