package org.messagingserver.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Tells a connection that few one-time keys are left: at most once in {@code preKeys.notifyMillis},
 * and only while the store says so. What comes too soon is looked at again when its time comes.
 */
final class LowKeysNotice {
  private final Vertx vertx;
  private final long pauseMillis;
  private final Supplier<Future<Boolean>> isLow;
  private final Runnable tell;
  private Phase phase = Phase.IDLE;
  private long timer = -1;

  private enum Phase {
    IDLE,
    ASKING,
    /** The store is asked, and may not have seen the last key go. */
    ASKING_WITH_DOUBT,
    /** Told lately. */
    PAUSING,
    /** Told lately, and to be looked at again. */
    PAUSING_WITH_DOUBT,
    STOPPED
  }

  /**
   * @param isLow asks the store
   * @param tell sends the notice
   */
  LowKeysNotice(Vertx vertx, long pauseMillis, Supplier<Future<Boolean>> isLow, Runnable tell) {
    this.vertx = vertx;
    this.pauseMillis = pauseMillis;
    this.isLow = isLow;
    this.tell = tell;
  }

  /** Few keys may be left. */
  void consider() {
    if (phase == Phase.PAUSING) {
      phase = Phase.PAUSING_WITH_DOUBT;
    } else if (phase == Phase.ASKING) {
      phase = Phase.ASKING_WITH_DOUBT;
    } else if (phase == Phase.IDLE) {
      phase = Phase.ASKING;
      isLow.get().onComplete(answer -> answered(answer.succeeded() && answer.result()));
    }
  }

  private void answered(boolean low) {
    boolean doubt = phase == Phase.ASKING_WITH_DOUBT;
    if (phase == Phase.STOPPED) {
      return;
    }
    if (low) {
      phase = Phase.PAUSING;
      tell.run();
      timer = vertx.setTimer(pauseMillis, due -> pauseOver());
    } else {
      phase = Phase.IDLE;
      if (doubt) {
        consider();
      }
    }
  }

  private void pauseOver() {
    boolean doubt = phase == Phase.PAUSING_WITH_DOUBT;
    phase = Phase.IDLE;
    if (doubt) {
      consider();
    }
  }

  /** Tells no more. */
  void stop() {
    phase = Phase.STOPPED;
    vertx.cancelTimer(timer);
  }
}
