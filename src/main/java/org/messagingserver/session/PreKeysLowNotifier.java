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
 * Tells a connection that few one-time keys are left: once in {@code preKeys.notifyMillis} for as
 * long as the store says so. After a key was taken it waits for a random time first, so that the
 * device's next action reveals little to the client that took the key about whether it was online.
 */
final class PreKeysLowNotifier {
  private final Vertx vertx;
  private final PreKeySettings settings;
  private final RandomGenerator random;
  private final Supplier<Future<Boolean>> isLow;
  private final Runnable tell;
  private Phase phase = Phase.IDLE;
  private long timer = -1;

  private enum Phase {
    IDLE,
    /** A key was taken, a random time ago at most. */
    HESITATING,
    ASKING,
    /** The store is asked, and may not have seen the last key go. */
    ASKING_WITH_DOUBT,
    /** Told lately, or the store did not answer; the store is asked again when the time comes. */
    PAUSING,
    STOPPED
  }

  /**
   * @param isLow asks the store
   * @param tell sends the notice
   */
  PreKeysLowNotifier(
      Vertx vertx,
      PreKeySettings settings,
      RandomGenerator random,
      Supplier<Future<Boolean>> isLow,
      Runnable tell) {
    this.vertx = vertx;
    this.settings = settings;
    this.random = random;
    this.isLow = isLow;
    this.tell = tell;
  }

  /**
   * For the device of a connection, which its store knows.
   *
   * @param source whom the connection is counted with just now
   */
  static PreKeysLowNotifier of(
      SessionContext sessionContext, Address device, LongSupplier source, Runnable tell) {
    return new PreKeysLowNotifier(
        sessionContext.vertx(),
        sessionContext.preKeySettings(),
        sessionContext.random(),
        () -> sessionContext.preKeys().isLow(device, source.getAsLong()),
        tell);
  }

  /** The device has just logged in, and few keys may be left. */
  void loggedIn() {
    ask();
  }

  /** A key was taken, and few may be left. */
  void keyTaken() {
    if (phase == Phase.ASKING) {
      phase = Phase.ASKING_WITH_DOUBT;
    } else if (phase == Phase.IDLE) {
      scheduleJitter();
    }
  }

  private void scheduleJitter() {
    long millis = random.nextLong(settings.noticeJitter().toMillis() + 1);
    phase = Phase.HESITATING;
    if (millis == 0) {
      ask();
    } else {
      timer = vertx.setTimer(millis, due -> ask());
    }
  }

  private void ask() {
    phase = Phase.ASKING;
    isLow.get().onComplete(this::answered);
  }

  private void answered(AsyncResult<Boolean> low) {
    boolean doubt = phase == Phase.ASKING_WITH_DOUBT;
    if (phase == Phase.STOPPED) {
      return;
    }
    if (low.failed()) {
      pause();
    } else if (low.result()) {
      pause();
      tell.run();
    } else {
      phase = Phase.IDLE;
      if (doubt) {
        scheduleJitter();
      }
    }
  }

  private void pause() {
    phase = Phase.PAUSING;
    timer = vertx.setTimer(settings.noticePause().toMillis(), due -> ask());
  }

  /** Tells no more. */
  void stop() {
    phase = Phase.STOPPED;
    vertx.cancelTimer(timer);
  }
}
