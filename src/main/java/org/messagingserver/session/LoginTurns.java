package org.messagingserver.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.messagingserver.protocol.ErrorName;

/**
 * Begins the logins of one event loop in the order in which they came, and no more than it can soon
 * end. If thousands were done together, step by step, all of them would end as late as the last
 * one: the clients would give up, and their next attempts would be as late.
 */
public final class LoginTurns {
  private static final int AT_ONCE = 128;

  /** A login that waits for longer, as for a member that is frozen, holds up no others. */
  private static final long LONGEST_MILLIS = 100;

  private final Vertx vertx;
  private final Queue<Turn> waiting = new ArrayDeque<>();
  private int underWay;

  private record Turn(BooleanSupplier wanted, Promise<Void> begin) {}

  public LoginTurns(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Runs a login in its turn, at once if few are under way.
   *
   * @param wanted whether anyone still waits for it; otherwise it fails without a turn
   */
  <T> Future<T> run(BooleanSupplier wanted, Supplier<Future<T>> login) {
    if (underWay < AT_ONCE) {
      return begin(login);
    }
    Promise<Void> begin = Promise.promise();
    waiting.add(new Turn(wanted, begin));
    return begin.future().compose(now -> begin(login));
  }

  private <T> Future<T> begin(Supplier<Future<T>> login) {
    underWay++;
    Future<T> outcome = Future.<Void>succeededFuture().compose(now -> login.get());
    if (outcome.isComplete()) {
      // Not at once: refused logins would follow each other without end, and nothing else would
      // run.
      vertx.runOnContext(tick -> ended());
      return outcome;
    }
    Promise<Void> over = Promise.promise();
    long timer = vertx.setTimer(LONGEST_MILLIS, late -> over.tryComplete());
    outcome.onComplete(
        done -> {
          vertx.cancelTimer(timer);
          over.tryComplete();
        });
    over.future().onComplete(free -> ended());
    return outcome;
  }

  private void ended() {
    underWay--;
    while (underWay < AT_ONCE && !waiting.isEmpty()) {
      Turn next = waiting.remove();
      if (next.wanted().getAsBoolean()) {
        next.begin().complete();
      } else {
        next.begin().fail(new RequestRefusedException(ErrorName.UNAVAILABLE, "closed"));
      }
    }
  }
}
