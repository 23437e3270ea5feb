package org.messagingserver.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.messagingserver.delivery.DeliveryBus.Subscription;

/**
 * A registration on the event bus: repeated if other nodes do not find it, until it is closed for
 * good, even if it is closed before it is complete.
 */
final class BusRegistration {
  /** While a node is frozen, what it keeps of the cluster's map cannot be written. */
  private static final long TIMEOUT_MILLIS = 1000;

  private static final long RETRY_MILLIS = 1000;

  private final EventLoop eventLoop;
  private final Supplier<Future<Subscription>> subscribe;
  private final Runnable onRegistered;
  private Subscription subscription = Future::succeededFuture;
  private long probedAt = Long.MIN_VALUE;
  private boolean registering;
  private boolean closed;

  /**
   * @param onRegistered called each time when others can find it: they may have searched for it
   *     before
   */
  BusRegistration(
      EventLoop eventLoop, Supplier<Future<Subscription>> subscribe, Runnable onRegistered) {
    this.eventLoop = eventLoop;
    this.subscribe = subscribe;
    this.onRegistered = onRegistered;
  }

  /**
   * Completes when every node can find it; or after a second, where that takes longer and goes on
   * meanwhile.
   */
  Future<Void> register() {
    Promise<Void> done = Promise.promise();
    EventLoop.Timer timer = eventLoop.after(TIMEOUT_MILLIS, done::tryComplete);
    registerAgain()
        .onComplete(
            registered -> {
              timer.cancel();
              if (registered.succeeded()) {
                done.tryComplete();
              } else {
                done.tryFail(registered.cause());
              }
            });
    return done.future();
  }

  /** Registers again, with all nodes; a message that arrives meanwhile may arrive twice. */
  Future<Void> registerAgain() {
    if (closed || registering) {
      return Future.failedFuture("closed, or registering");
    }
    registering = true;
    return subscribe.get().onComplete(this::registered).mapEmpty();
  }

  private void registered(AsyncResult<Subscription> result) {
    registering = false;
    if (result.failed()) {
      eventLoop.after(RETRY_MILLIS, this::registerAgain);
    } else if (closed) {
      result.result().close();
    } else {
      Subscription old = subscription;
      subscription = result.result();
      probedAt = eventLoop.millis();
      old.close();
      onRegistered.run();
    }
  }

  /** A probe from another node has come here. */
  void probeReceived() {
    probedAt = eventLoop.millis();
  }

  /** Whether no probe has come since, although it was registered all the time. */
  boolean isMissingSince(long millis) {
    return !closed && probedAt < millis;
  }

  /** Leaves the bus. */
  void close() {
    if (!closed) {
      closed = true;
      subscription.close();
    }
  }
}
