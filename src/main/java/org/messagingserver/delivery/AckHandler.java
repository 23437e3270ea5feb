package org.messagingserver.delivery;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.messagingserver.delivery.AckedMessageDeleter.Held;
import org.messagingserver.delivery.UnackedWindow.TrackedMessage;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.AckedRow;

/**
 * Finishes what one socket's client acks: sends a receipt to the Dispatcher that waits for it, and
 * deletes the row as soon as it is known, or a little later where another socket of the Address may
 * have to read it.
 */
final class AckHandler {
  private final HashedAddress owner;
  private final UnackedWindow unackedWindow;
  private final AckedMessageDeleter ackedMessageDeleter;
  private final ReceiptBatcher receiptBatcher;
  private final BooleanSupplier hasSiblings;
  private final int maxHeld;
  private final Runnable onDeleted;
  private final Deque<Held> held = new ArrayDeque<>();

  /**
   * @param hasSiblings whether other sockets of the Address may be open
   * @param maxHeld rows that are held for them at most; more release the oldest
   * @param onDeleted called when a row is deleted: there may be credit again
   */
  AckHandler(
      HashedAddress owner,
      UnackedWindow unackedWindow,
      AckedMessageDeleter ackedMessageDeleter,
      ReceiptBatcher receiptBatcher,
      BooleanSupplier hasSiblings,
      int maxHeld,
      Runnable onDeleted) {
    this.owner = owner;
    this.unackedWindow = unackedWindow;
    this.ackedMessageDeleter = ackedMessageDeleter;
    this.receiptBatcher = receiptBatcher;
    this.hasSiblings = hasSiblings;
    this.maxHeld = maxHeld;
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
    delete(new AckedRow(owner, row, message.id))
        .onSuccess(
            gone -> {
              unackedWindow.deleted(message, row);
              onDeleted.run();
            });
  }

  private Future<Void> delete(AckedRow row) {
    if (!hasSiblings.getAsBoolean()) {
      return ackedMessageDeleter.delete(row);
    }
    Held newest = ackedMessageDeleter.hold(row);
    held.addLast(newest);
    if (held.size() > maxHeld) {
      held.removeFirst().release().run();
    }
    return newest.gone().onSuccess(gone -> held.remove(newest));
  }

  /** Deletes what is not held without waiting for more Acks. */
  void flush() {
    ackedMessageDeleter.flush();
  }

  /** The acked messages that the store may still show. */
  List<UUID> undeleted() {
    return unackedWindow.undeleted();
  }
}
