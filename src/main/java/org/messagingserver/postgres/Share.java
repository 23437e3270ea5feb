package org.messagingserver.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.messagingserver.postgres.StoreException.Kind;

/**
 * Leaves connections to others: of the statements that are run by it only so many are under way at
 * once. More wait in their order. What would be one too many of these, or has waited for too long,
 * fails as {@link Kind#UNAVAILABLE} and is never run. Futures complete on the caller's Vert.x
 * context. May be used from any thread.
 */
final class Share implements Statements {
  private final Vertx vertx;
  private final Statements all;
  private final int most;
  private final int mostWaiting;
  private final Duration patience;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  Share(Vertx vertx, Statements all, int most, int mostWaiting, Duration patience) {
    this.vertx = vertx;
    this.all = all;
    this.most = most;
    this.mostWaiting = mostWaiting;
    this.patience = patience;
  }

  @Override
  public Future<RowSet<Row>> query(String sql, Tuple parameters) {
    return turn().compose(mine -> run(sql, parameters).onComplete(done -> next()));
  }

  /** What it throws is a failure like any other, so that its place is always given away. */
  private Future<RowSet<Row>> run(String sql, Tuple parameters) {
    return Future.succeededFuture().compose(now -> all.query(sql, parameters));
  }

  /** Completes when it may run, now or once another has ended. */
  private synchronized Future<Void> turn() {
    if (running < most) {
      running++;
      return Future.succeededFuture();
    }
    if (waiting.size() >= mostWaiting) {
      return Future.failedFuture(refusal("TooManyWaiting"));
    }
    Context caller = vertx.getOrCreateContext();
    Promise<Void> turn = Promise.promise();
    waiting.add(() -> caller.runOnContext(now -> begin(turn)));
    long timer = vertx.setTimer(patience.toMillis(), due -> turn.tryFail(refusal("WaitedTooLong")));
    return turn.future().onComplete(over -> vertx.cancelTimer(timer));
  }

  private static StoreException refusal(String why) {
    return new StoreException(Kind.UNAVAILABLE, "", why);
  }

  /** Who has given up leaves the place to the next. */
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

  /** The one that waits longest, in the place of one that has ended. */
  private synchronized Runnable handOn() {
    Runnable begin = waiting.poll();
    if (begin == null) {
      running--;
    }
    return begin;
  }
}
