package org.messagingserver.session;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.messagingserver.prekeys.PreKeySettings;
import org.messagingserver.protocol.Address;

/**
 * Notifies a connection that few one-time keys are left: once in {@code preKeys.notifyMillis} for
 * as long as the store says so. After a key was taken it waits for a random time first, so that the
 * device's next action reveals little to the client that took the key about whether it was online.
 */
final class PreKeysLowNotifier {
  private final Vertx vertx;
  private final PreKeySettings settings;
  private final RandomGenerator random;
  private final Supplier<Future<Boolean>> isLow;
  private final Runnable sendNotice;
  private Phase phase = Phase.IDLE;
  private long timer = -1;

  private enum Phase {
    IDLE,
    /** A key was taken, a random time ago at most. */
    JITTERING,
    QUERYING,
    /** The store is queried, and may not have seen the last key taken. */
    QUERYING_OUTDATED,
    /** Notified lately, or the store did not respond; the store is queried again after a pause. */
    PAUSING,
    STOPPED
  }

  /**
   * @param isLow queries the store
   * @param sendNotice sends the notice
   */
  PreKeysLowNotifier(
      Vertx vertx,
      PreKeySettings settings,
      RandomGenerator random,
      Supplier<Future<Boolean>> isLow,
      Runnable sendNotice) {
    this.vertx = vertx;
    this.settings = settings;
    this.random = random;
    this.isLow = isLow;
    this.sendNotice = sendNotice;
  }

  /**
   * For the device of a connection, which its store knows.
   *
   * @param source whom the connection is counted with just now
   */
  static PreKeysLowNotifier of(
      SessionContext sessionContext, Address device, LongSupplier source, Runnable sendNotice) {
    return new PreKeysLowNotifier(
        sessionContext.vertx(),
        sessionContext.preKeySettings(),
        sessionContext.random(),
        () -> sessionContext.preKeys().isLow(device, source.getAsLong()),
        sendNotice);
  }

  /** The device has just logged in, and few keys may be left. */
  void loggedIn() {
    query();
  }

  /** A key was taken, and few may be left. */
  void keyTaken() {
    if (phase == Phase.QUERYING) {
      phase = Phase.QUERYING_OUTDATED;
    } else if (phase == Phase.IDLE) {
      scheduleJitter();
    }
  }

  private void scheduleJitter() {
    long millis = random.nextLong(settings.noticeJitter().toMillis() + 1);
    phase = Phase.JITTERING;
    if (millis == 0) {
      query();
    } else {
      timer = vertx.setTimer(millis, due -> query());
    }
  }

  private void query() {
    phase = Phase.QUERYING;
    isLow.get().onComplete(this::queried);
  }

  private void queried(AsyncResult<Boolean> low) {
    boolean outdated = phase == Phase.QUERYING_OUTDATED;
    if (phase == Phase.STOPPED) {
      return;
    }
    if (low.failed()) {
      pause();
    } else if (low.result()) {
      pause();
      sendNotice.run();
    } else {
      phase = Phase.IDLE;
      if (outdated) {
        scheduleJitter();
      }
    }
  }

  private void pause() {
    phase = Phase.PAUSING;
    timer = vertx.setTimer(settings.noticePause().toMillis(), due -> query());
  }

  /** Stops notifying. */
  void stop() {
    phase = Phase.STOPPED;
    vertx.cancelTimer(timer);
  }
}
