package org.messagingserver.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.messagingserver.protocol.UserId;

/** One check of a user's devices, which waits for its turn or is under way. */
final class DeviceCheck {
  private final EventLoop loop;
  private final UserId user;
  private final Optional<DeliveryToken> deliveryToken;
  private final CompletableFuture<Void> answered = new CompletableFuture<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Scheduler.Timer timer;
  private boolean requested;
  private boolean outdated;

  /**
   * Creates a check that waits.
   *
   * @param patience how long messages wait for the answer at most
   */
  DeviceCheck(
      EventLoop loop, UserId user, Optional<DeliveryToken> deliveryToken, Duration patience) {
    this.loop = loop;
    this.user = user;
    this.deliveryToken = deliveryToken;
    this.timer = loop.after(patience, this::release);
  }

  UserId user() {
    return user;
  }

  Optional<DeliveryToken> deliveryToken() {
    return deliveryToken;
  }

  /** The app has requested this check, rather than a message. */
  void request() {
    requested = true;
  }

  /** Whether to fetch the keys of a user of whom the app knows no device. */
  boolean isRequested() {
    return requested;
  }

  /** A device was reinstalled, perhaps after the server has answered this check. */
  void outdate() {
    outdated = true;
  }

  /** Whether an answer without any change may be outdated; not again until the next report. */
  boolean takeOutdated() {
    boolean was = outdated;
    outdated = false;
    return was;
  }

  /** Succeeds once messages need not wait any longer, whatever came of the check. */
  CompletableFuture<Void> answered() {
    return answered;
  }

  /** Succeeds once the app has handled what has changed; fails if the check fails. */
  CompletableFuture<Void> done() {
    return done;
  }

  /** Lets messages go. */
  void release() {
    timer.cancel();
    loop.succeed(answered, null);
  }

  void succeed() {
    release();
    loop.succeed(done, null);
  }

  void fail(Throwable why) {
    release();
    loop.run(() -> done.completeExceptionally(why));
  }
}
