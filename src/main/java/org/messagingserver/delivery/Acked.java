package org.messagingserver.delivery;

import java.util.List;
import java.util.UUID;
import org.messagingserver.delivery.UnackedWindow.Known;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.AckedRow;

/**
 * Finishes what one socket's client acks: tells the Dispatcher that waits for it, and deletes the
 * row that is known of it, now or when it turns up.
 */
final class Acked {
  private final HashedAddress owner;
  private final UnackedWindow unackedWindow;
  private final AckedMessageDeleter ackedMessageDeleter;
  private final ReceiptBatcher receiptBatcher;
  private final Runnable onDeleted;

  /**
   * @param onDeleted told when a row is gone: there may be credit again
   */
  Acked(
      HashedAddress owner,
      UnackedWindow unackedWindow,
      AckedMessageDeleter ackedMessageDeleter,
      ReceiptBatcher receiptBatcher,
      Runnable onDeleted) {
    this.owner = owner;
    this.unackedWindow = unackedWindow;
    this.ackedMessageDeleter = ackedMessageDeleter;
    this.receiptBatcher = receiptBatcher;
    this.onDeleted = onDeleted;
  }

  /** Whether the client acked a message that is in flight. */
  boolean ack(int sequence) {
    Known message = unackedWindow.acked(sequence);
    if (message == null) {
      return false;
    }
    if (message.handedOver) {
      receiptBatcher.settled(owner, message.id);
    }
    if (message.hasRow()) {
      delete(message);
    }
    return true;
  }

  /** A known message is in the store too: its row goes with its Ack. */
  void isStored(Known known, long row) {
    if (unackedWindow.foundRow(known, row) && known.isAcked()) {
      delete(known);
    }
  }

  private void delete(Known message) {
    long row = message.row();
    ackedMessageDeleter
        .settle(new AckedRow(owner, row, message.id))
        .onSuccess(
            gone -> {
              unackedWindow.deleted(message, row);
              onDeleted.run();
            });
  }

  /** Deletes without waiting for more Acks. */
  void hurry() {
    ackedMessageDeleter.flush();
  }

  /** The acked messages that the store may still show. */
  List<UUID> undeleted() {
    return unackedWindow.undeleted();
  }
}
