package org.messagingserver.delivery;

import java.util.List;
import java.util.UUID;
import org.messagingserver.delivery.UnackedWindow.TrackedMessage;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.AckedRow;

/**
 * Finishes what one socket's client acks: sends a receipt to the Dispatcher that waits for it, and
 * deletes the row as soon as it is known.
 */
final class AckHandler {
  private final HashedAddress owner;
  private final UnackedWindow unackedWindow;
  private final AckedMessageDeleter ackedMessageDeleter;
  private final ReceiptBatcher receiptBatcher;
  private final Runnable onDeleted;

  /**
   * @param onDeleted called when a row is deleted: there may be credit again
   */
  AckHandler(
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
    TrackedMessage message = unackedWindow.acked(sequence);
    if (message == null) {
      return false;
    }
    if (message.handedOver) {
      receiptBatcher.acked(owner, message.id);
    }
    if (message.hasRow()) {
      delete(message);
    }
    return true;
  }

  /** A tracked message is in the store too: its row is deleted with its Ack. */
  void rowFound(TrackedMessage tracked, long row) {
    if (unackedWindow.foundRow(tracked, row) && tracked.isAcked()) {
      delete(tracked);
    }
  }

  private void delete(TrackedMessage message) {
    long row = message.row();
    ackedMessageDeleter
        .delete(new AckedRow(owner, row, message.id))
        .onSuccess(
            gone -> {
              unackedWindow.deleted(message, row);
              onDeleted.run();
            });
  }

  /** Deletes without waiting for more Acks. */
  void flush() {
    ackedMessageDeleter.flush();
  }

  /** The acked messages that the store may still show. */
  List<UUID> undeleted() {
    return unackedWindow.undeleted();
  }
}
