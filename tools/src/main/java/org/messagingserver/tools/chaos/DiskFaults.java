package org.messagingserver.tools.chaos;

import java.util.Locale;
import org.messagingserver.tools.localcluster.FaultDisk;
import org.messagingserver.tools.localcluster.LocalPostgres;

/** Faults of the disk that Postgres and the keyset are on. */
final class DiskFaults {
  private static final String POSTGRES = "/cluster/";
  private static final String WRITE_AHEAD_LOG = "/cluster/pg_wal/";

  /** Time in which a message is stored, and its commit synced. */
  private static final long SYNC_MILLIS = 2_000;

  private final FaultDisk disk;
  private final LocalPostgres postgres;
  private final FaultLog faultLog;

  DiskFaults(FaultDisk disk, LocalPostgres postgres, FaultLog faultLog) {
    this.disk = disk;
    this.postgres = postgres;
    this.faultLog = faultLog;
  }

  /** Blocks until the fault is over and Postgres answers. */
  void inject(PlannedFault planned) throws InterruptedException {
    switch (planned.fault()) {
      case CUT_POWER -> cutPower(planned.durationMillis());
      case FILL_DISK -> fill(planned.durationMillis());
      case FAIL_SYNC -> failSync();
      default -> throw new IllegalArgumentException(planned.fault().text());
    }
    postgres.awaitRecovery();
    faultLog.note("Postgres answers again");
  }

  /** Half of them leave some pages that were not synced, and tear the last write. */
  private void cutPower(long millis) throws InterruptedException {
    boolean torn = millis % 2 == 0;
    String lost = disk.powerOff(torn ? 0.5 : 0, torn);
    faultLog.fault(
        Fault.CUT_POWER,
        String.format(Locale.ROOT, "power of Postgres cut for %d ms: %s", millis, lost));
    postgres.crash();
    Thread.sleep(millis);
    disk.powerOn();
  }

  private void fill(long millis) throws InterruptedException {
    faultLog.fault(Fault.FILL_DISK, "disk of Postgres full for " + millis + " ms");
    disk.fillUp(POSTGRES);
    Thread.sleep(millis);
    disk.heal();
  }

  /** Postgres crashes itself, because it cannot know what is on the disk. */
  private void failSync() throws InterruptedException {
    faultLog.fault(Fault.FAIL_SYNC, Fault.FAIL_SYNC.text());
    disk.failSync(WRITE_AHEAD_LOG);
    Thread.sleep(SYNC_MILLIS);
    disk.heal();
  }
}
