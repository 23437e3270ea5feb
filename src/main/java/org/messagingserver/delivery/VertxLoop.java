package org.messagingserver.delivery;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** The event loop on which it was made. */
final class VertxLoop implements Loop {
  private final Vertx vertx;
  private final Context context;

  VertxLoop(Vertx vertx) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
  }

  @Override
  public long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  @Override
  public Timer after(long millis, Runnable task) {
    long timer = vertx.setTimer(Math.max(1, millis), due -> task.run());
    return () -> vertx.cancelTimer(timer);
  }

  @Override
  public void afterThisTurn(Runnable task) {
    context.runOnContext(turn -> task.run());
  }
}
