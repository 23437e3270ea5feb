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
  private final Supplier<Pool> factory;
  private volatile Pool current;
  private long lastRenewal = System.nanoTime() - PAUSE.toNanos();
  private boolean closed;

  /**
   * Vert.x closes a pool together with the context that made it, so each is made by the same one.
   *
   * @param factory makes a pool
   */
  LivePool(Supplier<Pool> factory) {
    this.home = Vertx.currentContext();
    this.factory = factory;
    this.current = factory.get();
  }

  Pool current() {
    return current;
  }

  /** Receives every failure of a statement. */
  void onFailure(Throwable failure) {
    if (FailureReason.of(failure) == FailureReason.READ_ONLY && isDue()) {
      if (home == null) {
        renew();
      } else {
        home.runOnContext(now -> renew());
      }
    }
  }

  Future<Void> close() {
    return closeAndGet().close();
  }

  private synchronized boolean isDue() {
    long now = System.nanoTime();
    boolean due = !closed && now - lastRenewal >= PAUSE.toNanos();
    lastRenewal = due ? now : lastRenewal;
    return due;
  }

  private synchronized void renew() {
    if (!closed) {
      Pool old = current;
      current = factory.get();
      old.close();
    }
  }

  private synchronized Pool closeAndGet() {
    closed = true;
    return current;
  }
}
