package org.messagingserver.client;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** All messages of a connection that are not yet acked or failed, oldest first. Bounded. */
final class PendingMessages {
  private final SortedMap<Long, PendingMessage> messages = new TreeMap<>();
  private final ClientLimits limits;
  private long bytes;

  PendingMessages(ClientLimits limits) {
    this.limits = limits;
  }

  boolean hasRoomFor(int length) {
    return messages.size() < limits.pendingMessages() && bytes + length <= limits.pendingBytes();
  }

  void add(PendingMessage message) {
    messages.put(message.number(), message);
    bytes += message.sealedMessage().length;
  }

  void remove(PendingMessage message) {
    if (messages.remove(message.number()) != null) {
      bytes -= message.sealedMessage().length;
    }
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** The messages whose deadline has passed; deadlines are in the order of the messages. */
  List<PendingMessage> expired(long now) {
    List<PendingMessage> expired = new ArrayList<>();
    for (PendingMessage message : messages.values()) {
      if (message.deadline() > now) {
        break;
      }
      expired.add(message);
    }
    return expired;
  }

  /** Removes and returns all messages. */
  List<PendingMessage> drain() {
    List<PendingMessage> all = List.copyOf(messages.values());
    messages.clear();
    bytes = 0;
    return all;
  }
}
