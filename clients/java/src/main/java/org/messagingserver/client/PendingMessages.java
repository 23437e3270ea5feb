package org.messagingserver.client;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every message that a connection accepted and has not settled, the oldest first. Bounded. */
final class PendingMessages {
  private final SortedMap<Long, PendingMessage> messages = new TreeMap<>();
  private final ClientLimits clientLimits;
  private long bytes;

  PendingMessages(ClientLimits clientLimits) {
    this.clientLimits = clientLimits;
  }

  boolean hasRoomFor(int length) {
    return messages.size() < clientLimits.unsettledSends()
        && bytes + length <= clientLimits.unsettledBytes();
  }

  void add(PendingMessage message) {
    messages.put(message.number(), message);
    bytes += message.sealedMessage().length();
  }

  void remove(PendingMessage message) {
    if (messages.remove(message.number()) != null) {
      bytes -= message.sealedMessage().length();
    }
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Those whose deadline has passed; deadlines are in the order of the messages. */
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

  /** All of them, which are forgotten here. */
  List<PendingMessage> drain() {
    List<PendingMessage> all = List.copyOf(messages.values());
    messages.clear();
    bytes = 0;
    return all;
  }
}
