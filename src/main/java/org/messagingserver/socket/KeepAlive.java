package org.messagingserver.socket;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Finds out when nobody is at the other end any more: pings at every interval, and gives up when
 * nothing at all has come for two of them. While the server itself does not read, or does nothing
 * at all for a while, silence is not held against the client. A client that does not even take the
 * pings is cut off by {@link ServerOptions#SILENT_WRITES}.
 */
final class KeepAlive {
  private static final int MAX_SILENT = 2;

  private final Vertx vertx;
  private final long intervalMillis;
  private final Runnable ping;
  private final Runnable onTimeout;
  private long timer;
  private int silentIntervals;
  private boolean suspended;

  KeepAlive(Vertx vertx, Duration interval, Runnable ping, Runnable onTimeout) {
    this.vertx = vertx;
    this.ping = ping;
    this.onTimeout = onTimeout;
    this.intervalMillis = interval.toMillis();
    this.timer = afterAnInterval();
  }

  /** Not periodic: after a standstill all intervals that it missed would be over at once. */
  private long afterAnInterval() {
    return vertx.setTimer(intervalMillis, due -> tick());
  }

  private void tick() {
    timer = afterAnInterval();
    if (silentIntervals >= MAX_SILENT) {
      onTimeout.run();
    } else {
      silentIntervals += suspended ? 0 : 1;
      ping.run();
    }
  }

  void received() {
    silentIntervals = 0;
  }

  void suspended(boolean now) {
    suspended = now;
    silentIntervals = 0;
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
