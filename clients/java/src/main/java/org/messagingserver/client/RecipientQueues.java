package org.messagingserver.client;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.protocol.Address;

/** The lanes of one connection, which take turns. A lane lives as long as it has anything to do. */
final class RecipientQueues {
  private final Map<Address, RecipientQueue> lanes = new HashMap<>();
  private final Set<RecipientQueue> ready = new LinkedHashSet<>();

  /** The lane to a recipient, a new one if absent. */
  RecipientQueue to(Address recipient) {
    return lanes.computeIfAbsent(recipient, RecipientQueue::new);
  }

  /** Notes the state of a lane; to be called after each change to one. */
  void place(RecipientQueue recipientQueue) {
    if (recipientQueue.isReady()) {
      ready.add(recipientQueue);
    } else {
      ready.remove(recipientQueue);
    }
    if (recipientQueue.isOver()) {
      lanes.remove(recipientQueue.recipient(), recipientQueue);
    }
  }

  /** The message whose turn it is, taken from its lane. */
  Optional<PendingMessage> next() {
    Optional<RecipientQueue> first = ready.stream().findFirst();
    first.ifPresent(ready::remove);
    Optional<PendingMessage> next = first.map(RecipientQueue::next);
    // Behind all that wait, so that no recipient waits for the whole of another's messages.
    first.ifPresent(this::place);
    return next;
  }

  void clear() {
    lanes.clear();
    ready.clear();
  }
}
