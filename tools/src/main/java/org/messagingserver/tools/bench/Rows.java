package org.messagingserver.tools.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * All rows of the table, in order. Rows with two nodes precede those with three, because nodes keep
 * running.
 */
final class Rows {
  static final List<Row> ALL =
      Stream.of(
              LiveDeliveryRows.ROWS,
              SlowConsumerRows.ROWS,
              BurstRows.ROWS,
              BurstAckRows.ROWS,
              PauseRows.ROWS,
              HostileRows.ROWS,
              UnderAttackRows.ROWS,
              UploadRows.ROWS,
              RateLimitRows.ROWS,
              StartupRows.ROWS,
              StoreRows.ROWS,
              WakeupRows.ROWS,
              CryptoRows.ROWS,
              DrainRows.ROWS,
              SegmentRows.ROWS,
              CopyRows.ROWS,
              OldSnapshotRows.ROWS,
              PreKeyRows.ROWS,
              LoginRows.ROWS,
              DirectoryRows.ROWS,
              ClusterLoginRows.ROWS,
              StormRows.ROWS,
              IdleRows.ROWS)
          .flatMap(List::stream)
          .toList();

  private Rows() {}
}
