package org.messagingserver.client;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every message that a connection accepted and has not settled, the oldest first. Bounded. */
final class Unsettled {
  private final SortedMap<Long, Outgoing> messages = new TreeMap<>();
  private final Limits limits;
  private long bytes;

  Unsettled(Limits limits) {
    this.limits = limits;
  }

  boolean hasRoomFor(int length) {
    return messages.size() < limits.unsettledSends() && bytes + length <= limits.unsettledBytes();
  }

  void add(Outgoing message) {
    messages.put(message.number(), message);
    bytes += message.sealedMessage().length();
  }

  void remove(Outgoing message) {
    if (messages.remove(message.number()) != null) {
      bytes -= message.sealedMessage().length();
    }
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Those whose deadline has passed; deadlines are in the order of the messages. */
  List<Outgoing> expired(long now) {
    List<Outgoing> expired = new ArrayList<>();
    for (Outgoing message : messages.values()) {
      if (message.deadline() > now) {
        break;
      }
      expired.add(message);
    }
    return expired;
  }

  /** All of them, which are forgotten here. */
  List<Outgoing> drain() {
    List<Outgoing> all = List.copyOf(messages.values());
    messages.clear();
    bytes = 0;
    return all;
  }
}
