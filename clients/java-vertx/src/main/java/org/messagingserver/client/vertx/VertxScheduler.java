package org.messagingserver.client.vertx;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.messagingserver.client.Scheduler;

/** Runs tasks on one Vert.x context, that of the code that created the scheduler. */
public final class VertxScheduler implements Scheduler {
  private final Vertx vertx;
  private final Context context;

  /** Creates one on the context of the caller, or on another one if it has none. */
  public VertxScheduler(Vertx vertx) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
  }

  @Override
  public void execute(Runnable task) {
    context.runOnContext(tick -> task.run());
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    long timer = vertx.setTimer(delay.toMillis(), due -> task.run());
    return () -> vertx.cancelTimer(timer);
  }
}
