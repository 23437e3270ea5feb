package org.messagingserver.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Supplier;
import org.messagingserver.delivery.DeliveryBus.Subscription;

/**
 * A place on the bus that is taken again where other nodes turn out not to find it, and left for
 * good at the end, also when it is left before it has been taken.
 */
final class Place {
  private final Loop loop;
  private final long patienceMillis;
  private final Supplier<Future<Subscription>> subscribe;
  private Subscription subscription = Future::succeededFuture;
  private long heardAt = Long.MIN_VALUE;
  private boolean takingAgain;
  private boolean left;

  /**
   * @param patience a place that is not taken by then is not to be had
   */
  Place(Loop loop, Duration patience, Supplier<Future<Subscription>> subscribe) {
    this.loop = loop;
    this.patienceMillis = patience.toMillis();
    this.subscribe = subscribe;
  }

  /** Completes when every node can find it. */
  Future<Void> take() {
    Promise<Void> taken = Promise.promise();
    Loop.Timer timer =
        loop.after(patienceMillis, () -> taken.tryFail("the bus gives no place in time"));
    subscribe
        .get()
        .onComplete(
            answer -> {
              timer.cancel();
              answered(answer, taken);
            });
    return taken.future();
  }

  private void answered(AsyncResult<Subscription> answer, Promise<Void> taken) {
    if (answer.failed()) {
      taken.tryFail(answer.cause());
    } else if (left || taken.future().isComplete()) {
      answer.result().close();
      taken.tryFail("the place has been left");
    } else {
      subscription = answer.result();
      heardAt = loop.millis();
      taken.complete();
    }
  }

  /** A probe from another node has come here. */
  void heardProbe() {
    heardAt = loop.millis();
  }

  /** Whether a probe has come at that time or later, or it was taken only then. */
  boolean isHeardSince(long millis) {
    return heardAt >= millis;
  }

  /**
   * Makes itself known anew, to all nodes; what comes meanwhile may come twice. Completes when it
   * has; fails where it is left or that is under way.
   */
  Future<Void> takeAgain() {
    if (left || takingAgain) {
      return Future.failedFuture("left, or under way");
    }
    takingAgain = true;
    Subscription old = subscription;
    return take().onComplete(done -> takingAgain = false).onSuccess(taken -> old.close());
  }

  /** Leaves the bus. */
  void leave() {
    left = true;
    subscription.close();
  }
}
