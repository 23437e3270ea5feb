package org.messagingserver.client;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.protocol.Address;

/**
 * The recipient queues of one connection, which take turns. A queue exists while it holds anything.
 */
final class RecipientQueues {
  private final Map<Address, RecipientQueue> queues = new HashMap<>();
  private final Set<RecipientQueue> ready = new LinkedHashSet<>();

  /** The queue of a recipient, a new one if absent. */
  RecipientQueue queueFor(Address recipient) {
    return queues.computeIfAbsent(recipient, RecipientQueue::new);
  }

  /** Records the state of a queue; call it after each change to one. */
  void update(RecipientQueue queue) {
    if (queue.isReady()) {
      ready.add(queue);
    } else {
      ready.remove(queue);
    }
    if (queue.isIdle()) {
      queues.remove(queue.recipient(), queue);
    }
  }

  /** Removes and returns the next message to send. */
  Optional<PendingMessage> next() {
    Optional<RecipientQueue> first = ready.stream().findFirst();
    first.ifPresent(ready::remove);
    Optional<PendingMessage> next = first.map(RecipientQueue::next);
    // Last in the order, so that no recipient waits for all messages of another.
    first.ifPresent(this::update);
    return next;
  }

  void clear() {
    queues.clear();
    ready.clear();
  }
}
