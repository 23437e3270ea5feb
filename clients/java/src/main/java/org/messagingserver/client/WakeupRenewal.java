package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.messagingserver.protocol.ClientMessage.RequestKeyStatus;
import org.messagingserver.protocol.ServerMessage.KeyStatus;
import org.messagingserver.protocol.WakeupStatus;

/** Keeps the subscription of a device as the server's newest key and the push service want it. */
final class WakeupRenewal {
  private static final Logger LOG = System.getLogger("org.messagingserver.client");

  private final EventLoop loop;
  private final Requests requests;
  private final WakeupSource source;
  private Buffer serverKey = Buffer.buffer();
  private Future<Void> current = Future.succeededFuture();
  private Optional<Future<Void>> next = Optional.empty();

  WakeupRenewal(EventLoop loop, Requests requests, WakeupSource source) {
    this.loop = loop;
    this.requests = requests;
    this.source = source;
  }

  Buffer serverKey() {
    return serverKey;
  }

  /**
   * @param key the server's newest; empty if it wakes nobody
   */
  void loggedIn(Buffer key) {
    serverKey = key;
    renew();
  }

  /**
   * Asks the server how the subscription stands, and subscribes again if necessary. While it is at
   * it, asks once more afterwards: what has changed since is not missed.
   */
  Future<Void> renew() {
    if (source == WakeupSource.NONE || serverKey.length() == 0) {
      return Future.succeededFuture();
    }
    if (next.isPresent()) {
      return next.get();
    }
    if (current.isComplete()) {
      current = attempt();
      return current;
    }
    Promise<Void> behind = Promise.promise();
    next = Optional.of(behind.future());
    current.onComplete(done -> loop.run(() -> begin(behind)));
    return behind.future();
  }

  private void begin(Promise<Void> promise) {
    next = Optional.empty();
    current = attempt();
    current.onComplete(promise);
  }

  private Future<Void> attempt() {
    return status()
        .compose(status -> isGood(status) ? Future.succeededFuture() : subscribe(serverKey))
        .recover(WakeupRenewal::failed);
  }

  private Future<KeyStatus> status() {
    Promise<List<KeyStatus>> promise = Promise.promise();
    requests.send(sequence -> new RequestKeyStatus(sequence, false), KeyStatus.class, 1, promise);
    return promise.future().map(answer -> answer.get(0));
  }

  /** One whose push service refuses the latest pushes may recover; the server removes it else. */
  private boolean isGood(KeyStatus status) {
    WakeupStatus wakeup = status.wakeup();
    boolean isSet =
        wakeup.state() == WakeupStatus.State.SET || wakeup.state() == WakeupStatus.State.FAILING;
    return !status.keys().registered() || (isSet && wakeup.serverKey().equals(serverKey));
  }

  private Future<Void> subscribe(Buffer key) {
    return subscription(key)
        .compose(
            found -> {
              Promise<Void> acked = Promise.promise();
              found.ifPresentOrElse(
                  subscription -> loop.run(() -> requests.send(subscription::request, acked)),
                  acked::complete);
              return acked.future();
            });
  }

  private Future<Optional<WakeupSubscription>> subscription(Buffer key) {
    try {
      return Objects.requireNonNull(source.subscribe(key));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static Future<Void> failed(Throwable failure) {
    LOG.log(
        Level.WARNING,
        "Could not subscribe to be woken; will retry at the next login: {0}",
        failure.getClass().getName());
    return Future.succeededFuture();
  }
}
