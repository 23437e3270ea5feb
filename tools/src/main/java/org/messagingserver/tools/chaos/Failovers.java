package org.messagingserver.tools.chaos;

import java.util.Locale;
import org.messagingserver.tools.localcluster.PostgresPair;

/** Kills the primary of Postgres, promotes the standby, and lets the old primary follow it. */
final class Failovers {
  /** Time in which the primary commits, or could, without its standby. */
  private static final long LAG_MILLIS = 1_000;

  private final PostgresPair pair;
  private final FaultLog faultLog;

  Failovers(PostgresPair pair, FaultLog faultLog) {
    this.pair = pair;
    this.faultLog = faultLog;
  }

  /** Blocks until the new primary has a standby. */
  void inject(PlannedFault planned) throws InterruptedException {
    boolean behind = !pair.isSynchronous() || planned.seed() % 2 == 0;
    long millis = planned.durationMillis();
    faultLog.fault(
        planned.fault(),
        String.format(
            Locale.ROOT,
            "primary of Postgres killed%s; standby promoted after %d ms",
            behind ? ", its standby " + LAG_MILLIS + " ms behind" : "",
            millis));
    if (behind) {
      pair.detachStandby();
      Thread.sleep(LAG_MILLIS);
    }
    pair.killPrimary();
    Thread.sleep(millis);
    pair.promoteStandby();
    faultLog.note("the standby takes writes");
    pair.attachStandby();
    faultLog.note("the old primary is the standby now");
  }
}
