package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.messagingserver.delivery.MessageState.BeingStored;
import org.messagingserver.mailbox.NewMessage;

/** The messages of one statement: a stretch from the front of each of its lanes. */
final class StoreBatch {
  private final BeingStored holding = new BeingStored(this);
  private final Map<RecipientQueue, List<PendingMessage>> stretches = new LinkedHashMap<>();
  private int rows;
  private long bytes;

  /** Takes lanes off the front of the ready ones until the batch is as large as it may be. */
  static StoreBatch take(Set<RecipientQueue> ready, DeliverySettings settings) {
    StoreBatch batch = new StoreBatch();
    var lanes = ready.iterator();
    while (lanes.hasNext() && batch.hasRoom(settings)) {
      RecipientQueue recipientQueue = lanes.next();
      lanes.remove();
      if (recipientQueue.isReadyToStore()) {
        batch.add(recipientQueue, settings);
      }
    }
    return batch;
  }

  private void add(RecipientQueue recipientQueue, DeliverySettings settings) {
    List<PendingMessage> stretch = new ArrayList<>();
    recipientQueue.leave();
    while (hasRoom(settings)) {
      PendingMessage message = recipientQueue.moveFirstInto(this);
      if (message == null) {
        break;
      }
      stretch.add(message);
      rows++;
      bytes += message.bytes();
    }
    stretches.put(recipientQueue, stretch);
  }

  /** The state of its messages. */
  BeingStored holding() {
    return holding;
  }

  /** Where the lanes have nothing to store any more. */
  boolean isEmpty() {
    return stretches.isEmpty();
  }

  int rows() {
    return rows;
  }

  private boolean hasRoom(DeliverySettings settings) {
    return rows < settings.batchRows() && bytes < settings.batchBytes();
  }

  Set<RecipientQueue> lanes() {
    return stretches.keySet();
  }

  /** Those of a lane that are in this batch still, and not done. */
  List<PendingMessage> unfinished(RecipientQueue recipientQueue) {
    return stretches.get(recipientQueue).stream()
        .filter(message -> message.state() == holding)
        .toList();
  }

  /** All messages, in the order in which the outcomes come back. */
  List<PendingMessage> messages() {
    List<PendingMessage> messages = new ArrayList<>(rows);
    stretches.values().forEach(messages::addAll);
    return messages;
  }

  List<NewMessage> attempt() {
    return messages().stream().map(PendingMessage::attempt).toList();
  }
}
