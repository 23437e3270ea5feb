package org.messagingserver.delivery;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * The event loop on which it was made. Its clock stands still during a tick: a message asks for the
 * time a dozen times, and the system's answer costs more than most of its uses.
 */
final class VertxEventLoop implements EventLoop {
  private final Vertx vertx;
  private final Context context;
  private long millis;
  private boolean isCurrentTick;

  VertxEventLoop(Vertx vertx) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
  }

  @Override
  public long millis() {
    if (!isCurrentTick) {
      millis = millisJustNow();
      isCurrentTick = true;
      afterThisTick(() -> isCurrentTick = false);
    }
    return millis;
  }

  @Override
  public long millisJustNow() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  @Override
  public Timer after(long millis, Runnable task) {
    long timer = vertx.setTimer(Math.max(1, millis), due -> task.run());
    return () -> vertx.cancelTimer(timer);
  }

  @Override
  public void afterThisTick(Runnable task) {
    context.runOnContext(tick -> task.run());
  }
}
