package org.messagingserver.tools.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * All rows of the table, in this order: those with two nodes before those with three, since nodes
 * stay.
 */
final class Rows {
  static final List<Row> ALL =
      Stream.of(
              LiveDeliveryRows.ROWS,
              SlowConsumerRows.ROWS,
              HostileRows.ROWS,
              UnderAttackRows.ROWS,
              RateLimitRows.ROWS,
              StartupRows.ROWS,
              StoreRows.ROWS,
              CryptoRows.ROWS,
              DrainRows.ROWS,
              PreKeyRows.ROWS,
              LoginRows.ROWS,
              Idle.ROWS)
          .flatMap(List::stream)
          .toList();

  private Rows() {}
}
