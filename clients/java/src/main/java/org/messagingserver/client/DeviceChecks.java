package org.messagingserver.client;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.UserId;

/**
 * Finds the devices of recipients that are new or were reinstalled: before the first message to a
 * user, after an interval, and after a message was refused as stale. At most one check of a user is
 * under way, and it uses up no key if nothing has changed.
 */
final class DeviceChecks {
  /** The most checks under way, so that a message to a large group leaves room for requests. */
  private static final int MAX_RUNNING = 16;

  private static final Logger LOG = Logger.getLogger("org.messagingserver.client");
  private static final CompletableFuture<Void> NO_CHECK = Futures.done();

  private final EventLoop loop;
  private final ClientOptions options;
  private final PreKeyFetcher fetcher;
  private final Optional<DeviceDirectory> directory;
  private final RecentChecks recent;
  private final Map<UserId, DeviceCheck> pending = new HashMap<>();
  private final Queue<DeviceCheck> waiting = new ArrayDeque<>();
  private Optional<ClientException> closed = Optional.empty();
  private int running;

  /** Creates a checker, which checks nothing without a directory. */
  DeviceChecks(
      EventLoop loop,
      ClientOptions options,
      PreKeyFetcher fetcher,
      Optional<DeviceDirectory> directory) {
    this.loop = loop;
    this.options = options;
    this.fetcher = fetcher;
    this.directory = directory;
    this.recent =
        new RecentChecks(
            options.limits().checkedUsers(),
            options.timeouts().deviceCheck(),
            options.timeouts().backoffMax(),
            System::currentTimeMillis);
  }

  /** Rejects checks that the app requests without a directory. */
  void requireDirectory() {
    if (!directory.isPresent()) {
      throw new IllegalStateException("the connection was created without a DeviceDirectory");
    }
  }

  /** Succeeds once a message to this user may leave, and never fails; starts a check if due. */
  CompletableFuture<Void> before(UserId user, Optional<DeliveryToken> token) {
    if (!directory.isPresent() || closed.isPresent()) {
      return NO_CHECK;
    }
    DeviceCheck check = pending.get(user);
    if (check == null && !recent.isValid(user) && !recent.isPaused(user) && hasRoom()) {
      check = start(user, token);
    }
    return check == null ? NO_CHECK : check.answered();
  }

  /** Checks a user's devices for the app, unless a check is valid. */
  CompletableFuture<Void> check(UserId user, Optional<DeliveryToken> token) {
    DeviceCheck check = pending.get(user);
    if (closed.isPresent()) {
      return Futures.failed(closed.get());
    }
    if (check == null && recent.isValid(user)) {
      return NO_CHECK;
    }
    if (check == null && !hasRoom()) {
      return Futures.failed(new QueueFullException());
    }
    DeviceCheck joined = check == null ? start(user, token) : check;
    joined.request();
    return joined.done();
  }

  private boolean hasRoom() {
    return pending.size() < options.limits().checkedUsers();
  }

  /** A device of this user was reinstalled. */
  void stale(UserId user, Optional<DeliveryToken> token) {
    recent.invalidate(user);
    Optional.ofNullable(pending.get(user)).ifPresent(DeviceCheck::outdate);
    var unused = before(user, token);
  }

  /**
   * The app has fetched these devices' keys, which is a check if they are all that could change.
   */
  void fetched(UserId user, DeviceSelection devices) {
    boolean comparesKnown = devices.registrationIds().size() == devices.known().size();
    if (directory.isPresent() && devices.only().isEmpty() && comparesKnown) {
      recent.add(user, true);
    }
  }

  private DeviceCheck start(UserId user, Optional<DeliveryToken> token) {
    DeviceCheck check = new DeviceCheck(loop, user, token, options.timeouts().request());
    pending.put(user, check);
    waiting.add(check);
    // In another tick, since a check that the app has requested is marked as such after this.
    loop.run(this::runNext);
    return check;
  }

  private void runNext() {
    while (running < MAX_RUNNING && !waiting.isEmpty()) {
      running++;
      run(waiting.remove());
    }
  }

  private void run(DeviceCheck check) {
    Futures.on(
        Futures.ask(() -> directory.get().known(check.user())),
        known -> loop.run(() -> compare(check, known)),
        failure -> loop.run(() -> failed(check, failure)));
  }

  /**
   * The app may return something else than a record of devices, which ends the check like a
   * failure.
   */
  private void compare(DeviceCheck check, Map<DeviceId, Integer> known) {
    PreKeysOptions unknown;
    try {
      unknown = PreKeysOptions.ALL.withKnownRegistrations(known);
    } catch (RuntimeException e) {
      failed(check, e);
      return;
    }
    fetch(check, unknown);
  }

  private void fetch(DeviceCheck check, PreKeysOptions unknown) {
    if (unknown.devices().known().isEmpty() && !check.isRequested()) {
      ended(check);
      check.succeed();
      return;
    }
    Futures.on(
        fetcher.fetch(
            check.user(),
            check.deliveryToken().map(unknown::withDeliveryToken).orElse(unknown),
            Integer.MAX_VALUE),
        bundles -> answered(check, bundles),
        failure -> failed(check, failure));
  }

  private void answered(DeviceCheck check, List<PreKeyBundle> bundles) {
    check.release();
    if (!bundles.isEmpty()) {
      Futures.on(
          Futures.ask(() -> directory.get().changed(check.user(), bundles)),
          done -> loop.run(() -> succeeded(check)),
          failure -> loop.run(() -> failed(check, failure)));
    } else if (check.takeOutdated()) {
      run(check);
    } else {
      succeeded(check);
    }
  }

  private void succeeded(DeviceCheck check) {
    recent.add(check.user(), true);
    ended(check);
    check.succeed();
  }

  private void failed(DeviceCheck check, Throwable failure) {
    if (!(failure instanceof ClientException)) {
      LOG.log(
          Level.WARNING,
          "The device directory failed; will check the user''s devices again later: {0}",
          failure.getClass().getName());
    }
    recent.add(check.user(), false);
    ended(check);
    check.fail(failure);
  }

  private void ended(DeviceCheck check) {
    running--;
    pending.remove(check.user(), check);
    runNext();
  }

  void closed(ClientException why) {
    closed = Optional.of(why);
    waiting.clear();
    pending.values().forEach(check -> check.fail(why));
    pending.clear();
  }
}
