package org.messagingserver.tools.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The messages of a mailbox, which come back after each drain: the same ones for all sides. */
final class WaitingStock {
  private static final String KEPT = "bench_waiting";
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Store store;

  private WaitingStock(Store store) {
    this.store = store;
  }

  /** Keeps a copy of those that are there now. */
  static WaitingStock keep(Store store) {
    store.run("DROP TABLE IF EXISTS " + KEPT);
    store.run("CREATE TABLE " + KEPT + " AS SELECT * FROM mailbox");
    return new WaitingStock(store);
  }

  /** Puts the mailbox back as it was; gives how many wait. */
  int refill() {
    store.run("TRUNCATE mailbox");
    store.run("INSERT INTO mailbox OVERRIDING SYSTEM VALUE SELECT * FROM " + KEPT);
    store.run("ANALYZE mailbox");
    return store.number("SELECT count(*)::int FROM mailbox");
  }

  /** Waits until the mailbox is empty. */
  void awaitEmpty() {
    long begin = System.nanoTime();
    while (store.number("SELECT count(*)::int FROM (SELECT FROM mailbox LIMIT 1) one") > 0) {
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new IllegalStateException("acked messages were not deleted");
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }
}
