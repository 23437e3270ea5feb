package org.messagingserver.mailbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Deletes expired messages from time to time, in small transactions, one node at a time. */
public final class Expiry {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.mailbox");
  private static final long INTERVAL_MILLIS = 600_000;
  private static final int ROWS = 1000;

  private final Vertx vertx;
  private final PostgresMailbox mailbox;
  private final Counter expired;
  private final long timer;
  private volatile boolean stopped;

  /** Starts at once. */
  public Expiry(Vertx vertx, PostgresMailbox mailbox, MeterRegistry registry) {
    this.vertx = vertx;
    this.mailbox = mailbox;
    this.expired =
        Counter.builder("messaging.mailbox.expired")
            .description("Messages that nobody fetched in time, deleted by this node")
            .register(registry);
    this.timer = vertx.setPeriodic(1, INTERVAL_MILLIS, due -> expire(0).onSuccess(this::done));
  }

  /** A failed deletion is repeated at the next time. */
  private Future<Long> expire(long before) {
    return mailbox
        .expire(ROWS)
        .compose(
            gone -> {
              expired.increment(gone);
              long all = before + gone;
              return gone < ROWS || stopped ? Future.succeededFuture(all) : expire(all);
            });
  }

  private void done(long gone) {
    if (gone > 0) {
      LOG.log(System.Logger.Level.INFO, "{0} messages had expired and are deleted", gone);
    }
  }

  /** Starts no more, and ends with the transaction under way. */
  public void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }
}
