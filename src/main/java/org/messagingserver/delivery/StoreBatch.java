package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.messagingserver.delivery.MessageState.BeingStored;
import org.messagingserver.mailbox.NewMessage;

/** The messages of one statement: some from the front of each of its queues. */
final class StoreBatch {
  private final BeingStored beingStored = new BeingStored(this);
  private final Map<RecipientQueue, List<PendingMessage>> messagesByQueue = new LinkedHashMap<>();
  private int rows;
  private long bytes;

  /** Takes queues off the front of the ready ones until the batch is full. */
  static StoreBatch take(Set<RecipientQueue> ready, DeliverySettings settings) {
    StoreBatch batch = new StoreBatch();
    var queues = ready.iterator();
    while (queues.hasNext() && batch.hasRoom(settings)) {
      RecipientQueue recipientQueue = queues.next();
      queues.remove();
      if (recipientQueue.isReadyToStore()) {
        batch.add(recipientQueue, settings);
      }
    }
    return batch;
  }

  private void add(RecipientQueue recipientQueue, DeliverySettings settings) {
    List<PendingMessage> messages = new ArrayList<>();
    recipientQueue.beginStore();
    PendingMessage next = recipientQueue.firstToStore();
    while (next != null && hasRoom(settings) && mayFollow(next, messages)) {
      recipientQueue.moveFirstInto(this);
      messages.add(next);
      rows++;
      bytes += next.bytes();
      next = recipientQueue.firstToStore();
    }
    messagesByQueue.put(recipientQueue, messages);
  }

  /**
   * Behind a message that may be refused as stale go only those that are refused with it: an
   * attempt whose outcome is unknown is repeated without the comparison, and must not be stored
   * behind them.
   */
  private static boolean mayFollow(PendingMessage next, List<PendingMessage> messages) {
    if (messages.isEmpty()) {
      return true;
    }
    PendingMessage last = messages.get(messages.size() - 1);
    return last.compared().isEmpty() || last.compared().equals(next.compared());
  }

  /** The state of its messages. */
  BeingStored beingStored() {
    return beingStored;
  }

  /** Whether the queues have nothing to store any more. */
  boolean isEmpty() {
    return messagesByQueue.isEmpty();
  }

  int rows() {
    return rows;
  }

  private boolean hasRoom(DeliverySettings settings) {
    return rows < settings.batchRows() && bytes < settings.batchBytes();
  }

  Set<RecipientQueue> queues() {
    return messagesByQueue.keySet();
  }

  /** Those of a queue that are still in this batch, and not done. */
  List<PendingMessage> unfinished(RecipientQueue recipientQueue) {
    return messagesByQueue.get(recipientQueue).stream()
        .filter(message -> message.state() == beingStored)
        .toList();
  }

  /** All messages, in the order in which the outcomes come back. */
  List<PendingMessage> messages() {
    List<PendingMessage> messages = new ArrayList<>(rows);
    messagesByQueue.values().forEach(messages::addAll);
    return messages;
  }

  List<NewMessage> toNewMessages() {
    return messages().stream().map(PendingMessage::toNewMessage).toList();
  }
}
