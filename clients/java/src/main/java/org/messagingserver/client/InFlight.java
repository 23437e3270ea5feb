package org.messagingserver.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The messages written to the present socket and not yet answered, the oldest first. */
final class InFlight {
  private record Written(PendingMessage message, long at) {}

  private final Map<Integer, Written> messages = new LinkedHashMap<>();

  void add(int sequence, PendingMessage message, long now) {
    messages.put(sequence, new Written(message, now));
  }

  /** Takes the message of this sequence, if there is one. */
  Optional<PendingMessage> take(int sequence) {
    return Optional.ofNullable(messages.remove(sequence)).map(Written::message);
  }

  void remove(PendingMessage message) {
    messages.values().removeIf(written -> written.message().number() == message.number());
  }

  /** All of them in their order, which are forgotten here. */
  List<PendingMessage> drain() {
    List<PendingMessage> all = messages.values().stream().map(Written::message).toList();
    messages.clear();
    return all;
  }

  int size() {
    return messages.size();
  }

  /** Whether the oldest was written so long ago. */
  boolean isStalled(long now, long patienceMillis) {
    return messages.values().stream()
        .limit(1)
        .anyMatch(oldest -> now - oldest.at() >= patienceMillis);
  }
}
