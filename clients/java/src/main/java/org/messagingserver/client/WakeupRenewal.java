package org.messagingserver.client;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.messagingserver.client.ServerMessage.KeyStatus;

/** Keeps the subscription of a device as the server's newest key and the push service want it. */
final class WakeupRenewal {
  private static final Logger LOG = Logger.getLogger("org.messagingserver.client");

  private final EventLoop loop;
  private final Requests requests;
  private final WakeupSource source;
  private byte[] serverKey = new byte[0];
  private CompletableFuture<Void> current = Futures.done();
  private Optional<CompletableFuture<Void>> next = Optional.empty();

  WakeupRenewal(EventLoop loop, Requests requests, WakeupSource source) {
    this.loop = loop;
    this.requests = requests;
    this.source = source;
  }

  byte[] serverKey() {
    return serverKey;
  }

  /**
   * @param key the server's newest; empty if it wakes nobody
   */
  void loggedIn(byte[] key) {
    serverKey = key;
    registered();
  }

  /** Keys were registered, perhaps under another registration id. */
  void registered() {
    var unused = renew();
  }

  /**
   * Asks the server how the subscription stands, and subscribes again if necessary. While it is at
   * it, asks once more afterwards: what has changed since is not missed.
   */
  CompletableFuture<Void> renew() {
    if (source == WakeupSource.NONE || serverKey.length == 0) {
      return Futures.done();
    }
    if (next.isPresent()) {
      return next.get();
    }
    if (current.isDone()) {
      current = attempt();
      return current;
    }
    CompletableFuture<Void> behind = new CompletableFuture<>();
    next = Optional.of(behind);
    Futures.then(current, () -> loop.run(() -> begin(behind)));
    return behind;
  }

  private void begin(CompletableFuture<Void> promise) {
    next = Optional.empty();
    current = attempt();
    Futures.pipe(current, promise);
  }

  /** Never fails. */
  private CompletableFuture<Void> attempt() {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Futures.on(
        status().thenCompose(status -> isGood(status) ? Futures.done() : subscribe(serverKey)),
        ended::complete,
        failure -> {
          logFailure(failure);
          ended.complete(null);
        });
    return ended;
  }

  private CompletableFuture<KeyStatus> status() {
    return requests.ask(
        sequence -> ClientFrames.requestKeyStatus(sequence, false), KeyStatus.class);
  }

  /** One whose push service refuses the latest pushes may recover; the server removes it else. */
  private boolean isGood(KeyStatus status) {
    WakeupStatus wakeup = status.wakeup;
    boolean isSet =
        wakeup.state() == WakeupStatus.State.SET || wakeup.state() == WakeupStatus.State.FAILING;
    return !status.keys.registered() || (isSet && Arrays.equals(wakeup.serverKey(), serverKey));
  }

  private CompletionStage<Void> subscribe(byte[] key) {
    return Futures.ask(() -> source.subscribe(key))
        .thenCompose(found -> found.map(this::set).orElseGet(Futures::done));
  }

  private CompletableFuture<Void> set(WakeupSubscription subscription) {
    CompletableFuture<Void> acked = new CompletableFuture<>();
    loop.run(
        () -> requests.send(sequence -> ClientFrames.setWakeup(sequence, subscription), acked));
    return acked;
  }

  private static void logFailure(Throwable failure) {
    LOG.log(
        Level.WARNING,
        "Could not subscribe to be woken; will retry at the next login: {0}",
        failure.getClass().getName());
  }
}
