package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Random;

/** Handles the messages of a device: at once, slowly, late after a start, or not at all. */
final class SimulatedApp {
  private static final int SLOW_MILLIS = 400;
  private static final double SLOW_SHARE = 0.1;

  /** How often it crashes while it handles what has waited, after how many messages at most. */
  private static final double CRASH_SHARE = 0.5;

  private static final int MAX_UNTIL_CRASH = 30;
  private static final long CRASH_MILLIS = 200;

  /** How often its first message takes longer than the server waits before it may be drained. */
  private static final double LATE_SHARE = 0.4;

  private static final int MIN_LATE_MILLIS = 1_500;
  private static final int MAX_LATE_MILLIS = 3_000;

  private final Vertx vertx;
  private final Random random;
  private final boolean isSlow;
  private final Runnable crash;
  private int untilCrash;
  private boolean crashed;
  private boolean isLate;

  /**
   * @param isSlow whether it takes its time over some messages
   * @param crash ends the app, a moment after it has stopped to handle messages
   */
  SimulatedApp(Vertx vertx, Random random, boolean isSlow, Runnable crash) {
    this.vertx = vertx;
    this.random = random;
    this.isSlow = isSlow;
    this.crash = crash;
  }

  boolean isSlow() {
    return isSlow;
  }

  /** It has started, and may crash or be late. */
  synchronized void start() {
    behave();
    boolean willCrash = random.nextDouble() < CRASH_SHARE;
    untilCrash = willCrash ? 1 + random.nextInt(MAX_UNTIL_CRASH) : 0;
    isLate = random.nextDouble() < LATE_SHARE;
  }

  /** It handles every message at once, unless it is slow. */
  synchronized void behave() {
    crashed = false;
    untilCrash = 0;
    isLate = false;
  }

  /** Whether the app has crashed, so that it handles and acks no message. */
  synchronized boolean crashes() {
    if (untilCrash > 0 && --untilCrash == 0) {
      crashed = true;
      vertx.setTimer(CRASH_MILLIS, late -> crash.run());
    }
    return crashed;
  }

  /** Handles a message. */
  synchronized Future<Void> handle() {
    if (isLate) {
      isLate = false;
      return pause(MIN_LATE_MILLIS, MAX_LATE_MILLIS);
    }
    return isSlow && random.nextDouble() < SLOW_SHARE
        ? pause(1, SLOW_MILLIS)
        : Future.succeededFuture();
  }

  private Future<Void> pause(int minMillis, int maxMillis) {
    Promise<Void> over = Promise.promise();
    vertx.setTimer(minMillis + random.nextInt(maxMillis - minMillis), late -> over.complete());
    return over.future();
  }
}
