package org.messagingserver.client.attachments;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import java.time.Duration;

/**
 * Ends an answer of which nothing comes for a while in which it is read. Vert.x' own timeout also
 * counts the time in which the app reads nothing, so it only counts until the answer begins.
 */
final class SilenceTimer {
  private static final long NEVER_MILLIS = Duration.ofDays(1).toMillis();

  private final Vertx vertx;
  private final HttpClientRequest request;
  private final long millis;
  private long timer;
  private boolean over;

  /** Begins with an answer's head. */
  SilenceTimer(Vertx vertx, HttpClientRequest request, Duration silence) {
    this.vertx = vertx;
    this.request = request;
    this.millis = Math.max(1, silence.toMillis());
    this.timer = start();
    request.idleTimeout(NEVER_MILLIS);
  }

  private long start() {
    return vertx.setTimer(millis, silent -> request.reset());
  }

  /** Bytes have come, or are expected again. */
  void restart() {
    vertx.cancelTimer(timer);
    if (!over) {
      timer = start();
    }
  }

  /** Nothing is expected. */
  void pause() {
    vertx.cancelTimer(timer);
  }

  /** The answer is over. */
  void end() {
    over = true;
    vertx.cancelTimer(timer);
    // Vert.x' timer keeps hold of the answer until it ends.
    request.idleTimeout(millis);
  }
}
