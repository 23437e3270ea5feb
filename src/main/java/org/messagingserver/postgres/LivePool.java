package org.messagingserver.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The pool, and another one in its place as soon as the database behind it takes no writes any
 * more: after a failover the old primary may go on as a replica, with all connections alive.
 */
final class LivePool {
  /** Where no database takes writes, each new pool would find that out again. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Context home;
  private final Supplier<Pool> make;
  private volatile Pool current;
  private long renewed = System.nanoTime() - PAUSE.toNanos();
  private boolean closed;

  /**
   * Vert.x closes a pool together with the context that made it, so each is made by the same one.
   *
   * @param make makes a pool
   */
  LivePool(Supplier<Pool> make) {
    this.home = Vertx.currentContext();
    this.make = make;
    this.current = make.get();
  }

  Pool current() {
    return current;
  }

  /** Hears of every failure of a statement. */
  void heed(Throwable failure) {
    if (Trouble.of(failure) == Trouble.READ_ONLY && isDue()) {
      if (home == null) {
        renew();
      } else {
        home.runOnContext(now -> renew());
      }
    }
  }

  Future<Void> close() {
    return last().close();
  }

  private synchronized boolean isDue() {
    long now = System.nanoTime();
    boolean due = !closed && now - renewed >= PAUSE.toNanos();
    renewed = due ? now : renewed;
    return due;
  }

  private synchronized void renew() {
    if (!closed) {
      Pool old = current;
      current = make.get();
      old.close();
    }
  }

  private synchronized Pool last() {
    closed = true;
    return current;
  }
}
