package org.messagingserver.app.bench;

import java.util.List;
import java.util.stream.Stream;

/** All rows of the table. */
final class Rows {
  static final List<Row> ALL =
      Stream.of(
              HandedOver.ROWS,
              Stored.ROWS,
              Drained.ROWS,
              Taken.ROWS,
              LoggedIn.ROWS,
              Idle.ROWS,
              Started.ROWS,
              Disturbed.ROWS)
          .flatMap(List::stream)
          .toList();

  private Rows() {}
}
