package org.messagingserver.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.Queue;
import org.messagingserver.postgres.StoreException.Kind;

/**
 * Leaves connections to others: of the statements that are run by it only so many are under way at
 * once. More wait in their order, and what would be one too many of these fails at once as {@link
 * Kind#UNAVAILABLE}. Futures complete on the caller's Vert.x context. May be used from any thread.
 */
final class Share implements Statements {
  private final Statements all;
  private final int most;
  private final int mostWaiting;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  Share(Statements all, int most, int mostWaiting) {
    this.all = all;
    this.most = most;
    this.mostWaiting = mostWaiting;
  }

  @Override
  public Future<RowSet<Row>> query(String sql, Tuple parameters) {
    Promise<Void> turn = Promise.promise();
    if (!admits(turn)) {
      return Future.failedFuture(new StoreException(Kind.UNAVAILABLE, "", "TooManyWaiting"));
    }
    return turn.future().compose(mine -> all.query(sql, parameters).onComplete(done -> next()));
  }

  /** Whether it may run, now or once another has ended. */
  private synchronized boolean admits(Promise<Void> turn) {
    if (running < most) {
      running++;
      turn.complete();
      return true;
    }
    Context caller = Vertx.currentContext();
    Runnable begin = turn::complete;
    return waiting.size() < mostWaiting
        && waiting.add(caller == null ? begin : () -> caller.runOnContext(now -> turn.complete()));
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
