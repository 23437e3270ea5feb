package org.messagingserver.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The scheduler of one connection. All code of the connection runs on it, so that nothing needs a
 * lock.
 *
 * <p>Futures are completed in a separate task: a caller's callback never runs in the middle of a
 * change.
 */
final class EventLoop {
  /** A timer that never runs. */
  static final Scheduler.Timer NO_TIMER = () -> {};

  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final Scheduler scheduler;

  EventLoop(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** Runs a task soon, after earlier tasks from the same thread. */
  void run(Runnable task) {
    scheduler.execute(task);
  }

  <T> void succeed(CompletableFuture<T> future, T result) {
    run(() -> future.complete(result));
  }

  void fail(CompletableFuture<?> future, ClientException why) {
    run(() -> future.completeExceptionally(why));
  }

  /** Runs a task after a delay, unless cancelled. Call it on the event loop. */
  Scheduler.Timer after(Duration wait, Runnable task) {
    return scheduler.schedule(wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait, task);
  }

  /** Milliseconds of a monotonic clock. */
  long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
