package org.messagingserver.mailbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Deletes expired messages from time to time, in small transactions, one node at a time. */
public final class Expiry {
  private static final long PAUSE_MILLIS = 600_000;
  private static final int ROWS = 1000;

  private final Vertx vertx;
  private final PostgresMailbox mailbox;
  private final long timer;

  /** Starts at once. */
  public Expiry(Vertx vertx, PostgresMailbox mailbox) {
    this.vertx = vertx;
    this.mailbox = mailbox;
    this.timer = vertx.setPeriodic(1, PAUSE_MILLIS, due -> expire());
  }

  /** What fails is found again at the next time. */
  private Future<Integer> expire() {
    return mailbox.expire(ROWS).compose(gone -> gone < ROWS ? Future.succeededFuture(0) : expire());
  }

  /** Starts no more. */
  public void stop() {
    vertx.cancelTimer(timer);
  }
}
