package org.messagingserver.tools.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The messages of a mailbox, restored before each drain, the same for all contenders. */
final class MailboxSnapshot implements Stock {
  private static final String KEPT = "bench_waiting";
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final SharedPostgres postgres;

  private MailboxSnapshot(SharedPostgres postgres) {
    this.postgres = postgres;
  }

  /** Saves a copy of the current messages. */
  static MailboxSnapshot save(SharedPostgres postgres) {
    postgres.run("DROP TABLE IF EXISTS " + KEPT);
    postgres.run("CREATE TABLE " + KEPT + " AS SELECT * FROM mailbox");
    return new MailboxSnapshot(postgres);
  }

  @Override
  public int restore() {
    postgres.run("TRUNCATE mailbox, mailbox_floor");
    postgres.run("INSERT INTO mailbox OVERRIDING SYSTEM VALUE SELECT * FROM " + KEPT);
    postgres.run("ANALYZE mailbox");
    return postgres.number("SELECT count(*)::int FROM mailbox");
  }

  @Override
  public void awaitEmpty() {
    long begin = System.nanoTime();
    while (postgres.number("SELECT count(*)::int FROM (SELECT FROM mailbox LIMIT 1) one") > 0) {
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new IllegalStateException("acked messages were not deleted");
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }
}
