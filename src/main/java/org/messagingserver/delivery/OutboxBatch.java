package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.messagingserver.delivery.MessageState.BeingStored;
import org.messagingserver.mailbox.NewMessage;

/** The messages of one statement: a stretch from the front of each of its lanes. */
final class OutboxBatch {
  private final BeingStored holding = new BeingStored(this);
  private final Map<Lane, List<Outgoing>> stretches = new LinkedHashMap<>();
  private int rows;
  private long bytes;

  /** Takes lanes off the front of the ready ones until the batch is as large as it may be. */
  static OutboxBatch take(Set<Lane> ready, DeliverySettings settings) {
    OutboxBatch batch = new OutboxBatch();
    var lanes = ready.iterator();
    while (lanes.hasNext() && batch.hasRoom(settings)) {
      Lane lane = lanes.next();
      lanes.remove();
      if (lane.isReadyToStore()) {
        batch.add(lane, settings);
      }
    }
    return batch;
  }

  private void add(Lane lane, DeliverySettings settings) {
    List<Outgoing> stretch = new ArrayList<>();
    lane.leave();
    while (hasRoom(settings)) {
      Outgoing message = lane.moveFirstInto(this);
      if (message == null) {
        break;
      }
      stretch.add(message);
      rows++;
      bytes += message.bytes();
    }
    stretches.put(lane, stretch);
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

  Set<Lane> lanes() {
    return stretches.keySet();
  }

  /** Those of a lane that are in this batch still, and not done. */
  List<Outgoing> unfinished(Lane lane) {
    return stretches.get(lane).stream().filter(message -> message.state() == holding).toList();
  }

  /** All messages, in the order in which the outcomes come back. */
  List<Outgoing> messages() {
    List<Outgoing> messages = new ArrayList<>(rows);
    stretches.values().forEach(messages::addAll);
    return messages;
  }

  List<NewMessage> attempt() {
    return messages().stream().map(Outgoing::attempt).toList();
  }
}
