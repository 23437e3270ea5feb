package org.messagingserver.mailbox;

import java.util.Comparator;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;

/**
 * A stored message that its recipient has acked: to be deleted.
 *
 * @param row where it stands, or {@link #UNKNOWN_ROW}: then it is found by its id, if it is there
 */
public record AckedRow(HashedAddress owner, long row, UUID id) {
  public static final long UNKNOWN_ROW = 0;

  /** The order of the primary key: deletes that lock in one order rarely meet in a deadlock. */
  static final Comparator<AckedRow> KEY_ORDER =
      Comparator.comparing((AckedRow acked) -> acked.owner().user().value())
          .thenComparingLong(acked -> acked.owner().device().asLong())
          .thenComparingLong(AckedRow::row);

  boolean isRowKnown() {
    return row != UNKNOWN_ROW;
  }
}
