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

  /** Sets the task that ends the process. */
  static void set(Vertx vertx, Runnable task) {
    triggers(vertx).put(NAME, new ShutdownTrigger(task));
  }

  /** Runs that task. */
  static void fire(Vertx vertx) {
    ShutdownTrigger shutdownTrigger = triggers(vertx).get(NAME);
    if (shutdownTrigger == null) {
      vertx.close();
    } else {
      shutdownTrigger.task().run();
    }
  }

  private static LocalMap<String, ShutdownTrigger> triggers(Vertx vertx) {
    return vertx.sharedData().getLocalMap(NAME);
  }
}
