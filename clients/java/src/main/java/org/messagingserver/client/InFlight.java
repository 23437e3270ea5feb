package org.messagingserver.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The messages written to the current socket and not yet answered, oldest first. */
final class InFlight {
  private static final class Written {
    final PendingMessage message;
    final long at;

    Written(PendingMessage message, long at) {
      this.message = message;
      this.at = at;
    }
  }

  private final Map<Integer, Written> messages = new LinkedHashMap<>();

  void add(int sequence, PendingMessage message, long now) {
    messages.put(sequence, new Written(message, now));
  }

  /** Removes the message of this sequence, if there is one. */
  Optional<PendingMessage> take(int sequence) {
    return Optional.ofNullable(messages.remove(sequence)).map(written -> written.message);
  }

  void remove(PendingMessage message) {
    messages.values().removeIf(written -> written.message.number() == message.number());
  }

  /** Removes and returns all messages, in order. */
  List<PendingMessage> drain() {
    List<PendingMessage> all =
        messages.values().stream().map(written -> written.message).collect(Collectors.toList());
    messages.clear();
    return all;
  }

  int size() {
    return messages.size();
  }

  /** Whether the oldest message has waited for this long. */
  boolean isStalled(long now, long timeoutMillis) {
    return messages.values().stream().limit(1).anyMatch(oldest -> now - oldest.at >= timeoutMillis);
  }
}
