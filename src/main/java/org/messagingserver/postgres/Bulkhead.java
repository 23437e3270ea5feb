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
  /** A single source may have one of so many of the places for those that wait. */
  private static final int SOURCES = 4;

  private final Vertx vertx;
  private final int most;
  private final Duration patience;
  private final FairQueue waiting;
  private int running;

  private Bulkhead(Vertx vertx, int most, FairQueue waiting, Duration patience) {
    this.vertx = vertx;
    this.most = most;
    this.patience = patience;
    this.waiting = waiting;
  }

  /** For all sources, of which none may have more than a quarter of the places. */
  static Bulkhead ofAll(Vertx vertx, int most, int mostWaiting, Duration patience) {
    FairQueue waiting = new FairQueue(mostWaiting, Math.max(1, mostWaiting / SOURCES));
    return new Bulkhead(vertx, most, waiting, patience);
  }

  /** One at a time, for what usually has one source. */
  static Bulkhead ofOne(Vertx vertx, int mostWaiting, Duration patience) {
    return new Bulkhead(vertx, 1, new FairQueue(mostWaiting, mostWaiting), patience);
  }

  /**
   * Runs work in its turn.
   *
   * @param source for whom
   */
  <T> Future<T> run(long source, Supplier<Future<T>> work) {
    return turn(source).compose(mine -> begun(work).onComplete(done -> next()));
  }

  /** An exception is a failure like any other, so that its place is always released. */
  private static <T> Future<T> begun(Supplier<Future<T>> work) {
    return Future.succeededFuture().compose(now -> work.get());
  }

  /** Completes when it may run, now or once another has ended. */
  private synchronized Future<Void> turn(long source) {
    if (running < most) {
      running++;
      return Future.succeededFuture();
    }
    Context caller = vertx.getOrCreateContext();
    Promise<Void> turn = Promise.promise();
    if (!waiting.add(source, () -> caller.runOnContext(now -> begin(turn)))) {
      return Future.failedFuture(StoreException.unavailable("TooManyWaiting"));
    }
    long timer =
        vertx.setTimer(
            patience.toMillis(), due -> turn.tryFail(StoreException.unavailable("WaitedTooLong")));
    return turn.future().onComplete(over -> vertx.cancelTimer(timer));
  }

  /** A caller that has given up leaves the place to the next. */
  private void begin(Promise<Void> turn) {
    if (!turn.tryComplete()) {
      next();
    }
  }

  private void next() {
    Runnable begin = handOn();
    if (begin != null) {
      begin.run();
    }
  }

  /** The next one, in the place of one that has ended. */
  private synchronized Runnable handOn() {
    Runnable begin = waiting.poll();
    if (begin == null) {
      running--;
    }
    return begin;
  }
}
