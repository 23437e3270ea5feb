package org.messagingserver.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.messagingserver.postgres.StoreException.Kind;

/**
 * Leaves connections to others: of the work that is run by it only so much is under way at once.
 * More waits, and sources take turns. Work that exceeds the bound of one source or of all, or that
 * has waited too long, fails as {@link Kind#UNAVAILABLE} and is never run. Futures complete on the
 * caller's Vert.x context. May be used from any thread.
 */
final class Bulkhead {
  private final Vertx vertx;
  private final int maxRunning;
  private final Duration timeout;
  private final FairQueue<Runnable> waiting;
  private int running;

  private Bulkhead(Vertx vertx, int maxRunning, FairQueue<Runnable> waiting, Duration timeout) {
    this.vertx = vertx;
    this.maxRunning = maxRunning;
    this.timeout = timeout;
    this.waiting = waiting;
  }

  /** For all sources, none of which may fill more than a quarter of the waiting queue. */
  static Bulkhead shared(Vertx vertx, int maxRunning, int maxWaiting, Duration timeout) {
    return new Bulkhead(vertx, maxRunning, FairQueue.shared(maxWaiting), timeout);
  }

  /** One at a time, for what usually has one source. */
  static Bulkhead serial(Vertx vertx, int maxWaiting, Duration timeout) {
    return new Bulkhead(vertx, 1, new FairQueue<>(maxWaiting, maxWaiting), timeout);
  }

  /**
   * Runs work, now or once a slot is free.
   *
   * @param source for whom
   */
  <T> Future<T> run(long source, Supplier<Future<T>> work) {
    return acquire(source).compose(acquired -> call(work).onComplete(done -> startNext()));
  }

  /** An exception is a failure like any other, so that its slot is always released. */
  private static <T> Future<T> call(Supplier<Future<T>> work) {
    return Future.succeededFuture().compose(now -> work.get());
  }

  /** Completes when it may run, now or once another has ended. */
  private synchronized Future<Void> acquire(long source) {
    if (running < maxRunning) {
      running++;
      return Future.succeededFuture();
    }
    Context caller = vertx.getOrCreateContext();
    Promise<Void> slot = Promise.promise();
    if (!waiting.add(source, () -> caller.runOnContext(now -> start(slot)))) {
      return Future.failedFuture(StoreException.unavailable("TooManyWaiting"));
    }
    long timer =
        vertx.setTimer(
            timeout.toMillis(), due -> slot.tryFail(StoreException.unavailable("WaitedTooLong")));
    return slot.future().onComplete(over -> vertx.cancelTimer(timer));
  }

  /** If the caller has given up, the next one starts. */
  private void start(Promise<Void> slot) {
    if (!slot.tryComplete()) {
      startNext();
    }
  }

  private void startNext() {
    Runnable start = releaseOrNext();
    if (start != null) {
      start.run();
    }
  }

  /** The next one to run, or null after releasing the slot. */
  private synchronized Runnable releaseOrNext() {
    Runnable start = waiting.poll();
    if (start == null) {
      running--;
    }
    return start;
  }
}
