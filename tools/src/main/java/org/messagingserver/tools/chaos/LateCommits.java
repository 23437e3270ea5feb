package org.messagingserver.tools.chaos;

import org.messagingserver.tools.localcluster.LocalPostgres;

/**
 * Lets some statements that store messages commit late, after they have drawn the numbers of their
 * rows: later rows are delivered and deleted before them.
 */
final class LateCommits {
  private static final String FUNCTION =
      """
      CREATE OR REPLACE FUNCTION chaos_late_commit() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        %s
        RETURN NULL;
      END
      $$
      """;

  /** One in eight statements waits for up to two seconds. */
  private static final String WAIT =
      "IF random() < 0.125 THEN PERFORM pg_sleep(0.5 + 1.5 * random()); END IF;";

  /** A statement that still waits when a clock is set back would wait much longer. */
  private static final long LONGEST_MILLIS = 2_000;

  private static final String TRIGGER =
      """
      CREATE OR REPLACE TRIGGER chaos_late_commit AFTER INSERT ON mailbox
        FOR EACH STATEMENT EXECUTE FUNCTION chaos_late_commit()
      """;

  private final LocalPostgres postgres;
  private final FaultLog faultLog;

  LateCommits(LocalPostgres postgres, FaultLog faultLog) {
    this.postgres = postgres;
    this.faultLog = faultLog;
  }

  /**
   * Blocks until statements commit at once again. The trigger stays without effect: dropping it
   * would lock the table until the late statements have committed, reads included.
   */
  void inject(long millis) throws InterruptedException {
    faultLog.fault(Fault.DELAY_COMMITS, Fault.DELAY_COMMITS.text() + " for " + millis + " ms");
    postgres.execute(FUNCTION.formatted(WAIT));
    postgres.execute(TRIGGER);
    Thread.sleep(millis);
    postgres.execute(FUNCTION.formatted("-- at once"));
    Thread.sleep(LONGEST_MILLIS);
    faultLog.note("statements commit at once again");
  }
}
