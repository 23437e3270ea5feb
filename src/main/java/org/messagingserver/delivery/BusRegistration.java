package org.messagingserver.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.messagingserver.delivery.DeliveryBus.Subscription;

/**
 * A place on the bus: kept, and taken again where other nodes turn out not to find it, until it is
 * left for good, also when it is left before it has been taken.
 */
final class BusRegistration {
  /** While a node is frozen, what it keeps of the cluster's map cannot be written. */
  private static final long PATIENCE_MILLIS = 1000;

  private static final long PAUSE_MILLIS = 1000;

  private final EventLoop eventLoop;
  private final Supplier<Future<Subscription>> subscribe;
  private final Runnable whenTaken;
  private Subscription subscription = Future::succeededFuture;
  private long heardAt = Long.MIN_VALUE;
  private boolean taking;
  private boolean left;

  /**
   * @param whenTaken called each time when others can find it: they may have searched for it before
   */
  BusRegistration(
      EventLoop eventLoop, Supplier<Future<Subscription>> subscribe, Runnable whenTaken) {
    this.eventLoop = eventLoop;
    this.subscribe = subscribe;
    this.whenTaken = whenTaken;
  }

  /**
   * Completes when every node can find it; or after a second, where that takes longer and goes on
   * meanwhile.
   */
  Future<Void> take() {
    Promise<Void> done = Promise.promise();
    EventLoop.Timer timer = eventLoop.after(PATIENCE_MILLIS, done::tryComplete);
    takeAgain()
        .onComplete(
            taken -> {
              timer.cancel();
              if (taken.succeeded()) {
                done.tryComplete();
              } else {
                done.tryFail(taken.cause());
              }
            });
    return done.future();
  }

  /** Registers again, with all nodes; a message that arrives meanwhile may arrive twice. */
  Future<Void> takeAgain() {
    if (left || taking) {
      return Future.failedFuture("left, or under way");
    }
    taking = true;
    return subscribe.get().onComplete(this::answered).mapEmpty();
  }

  private void answered(AsyncResult<Subscription> answer) {
    taking = false;
    if (answer.failed()) {
      eventLoop.after(PAUSE_MILLIS, this::takeAgain);
    } else if (left) {
      answer.result().close();
    } else {
      Subscription old = subscription;
      subscription = answer.result();
      heardAt = eventLoop.millis();
      old.close();
      whenTaken.run();
    }
  }

  /** A probe from another node has come here. */
  void heardProbe() {
    heardAt = eventLoop.millis();
  }

  /** Whether no probe has come since, though it was there all the time. */
  boolean isMissedSince(long millis) {
    return !left && heardAt < millis;
  }

  /** Leaves the bus. */
  void leave() {
    if (!left) {
      left = true;
      subscription.close();
    }
  }
}
