package org.messagingserver.client;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The one event loop of a connection. All that a connection does happens on it, one thing at a
 * time, so that nothing needs a lock.
 *
 * <p>Promises are completed in a separate turn: a caller's callback that throws, or that calls back
 * in, never finds the connection half way through a change.
 */
final class EventLoop {
  /** Stands where no timer runs; cancelling it does nothing. */
  static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Context context;

  EventLoop(Vertx vertx) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
  }

  /** Does this soon, after what was given before by the same thread. */
  void run(Runnable task) {
    context.runOnContext(turn -> task.run());
  }

  <T> void succeed(Promise<T> promise, T result) {
    run(() -> promise.tryComplete(result));
  }

  void fail(Promise<?> promise, ClientException why) {
    run(() -> promise.tryFail(why));
  }

  /** Does this after a while, unless cancelled. Call it on the event loop. */
  long after(Duration wait, Runnable task) {
    return vertx.setTimer(Math.max(1, wait.toMillis()), timer -> task.run());
  }

  void cancel(long timer) {
    vertx.cancelTimer(timer);
  }

  /** Milliseconds of a clock that never jumps. */
  long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
