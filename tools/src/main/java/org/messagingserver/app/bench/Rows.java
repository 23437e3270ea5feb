package org.messagingserver.app.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * All rows of the table, in this order: those with two nodes before those with three, since nodes
 * stay.
 */
final class Rows {
  static final List<Row> ALL =
      Stream.of(
              HandedOver.ROWS,
              Disturbed.ROWS,
              Beset.ROWS,
              Attacked.ROWS,
              Counted.ROWS,
              Started.ROWS,
              Stored.ROWS,
              Sealed.ROWS,
              Drained.ROWS,
              Taken.ROWS,
              LoggedIn.ROWS,
              Idle.ROWS)
          .flatMap(List::stream)
          .toList();

  private Rows() {}
}
