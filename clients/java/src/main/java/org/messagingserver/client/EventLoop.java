package org.messagingserver.client;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The event loop of one connection. All code of the connection runs on it, so that nothing needs a
 * lock.
 *
 * <p>Promises are completed in a separate tick: a caller's callback that throws, or calls the
 * connection, never runs in the middle of a change.
 */
final class EventLoop {
  /** The id of no timer; cancelling it has no effect. */
  static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Context context;

  EventLoop(Vertx vertx) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
  }

  /** Runs a task soon, after earlier tasks from the same thread. */
  void run(Runnable task) {
    context.runOnContext(tick -> task.run());
  }

  <T> void succeed(Promise<T> promise, T result) {
    run(() -> promise.tryComplete(result));
  }

  void fail(Promise<?> promise, ClientException why) {
    run(() -> promise.tryFail(why));
  }

  /** Runs a task after a delay, unless cancelled. Call it on the event loop. */
  long after(Duration wait, Runnable task) {
    return vertx.setTimer(Math.max(1, wait.toMillis()), timer -> task.run());
  }

  void cancel(long timer) {
    vertx.cancelTimer(timer);
  }

  /** Milliseconds of a monotonic clock. */
  long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
