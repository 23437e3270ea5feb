package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.messagingserver.encryption.HashedAddress;

/**
 * The queues of one Dispatcher. An idle queue is remembered for a while if it knows something: that
 * nobody listened, or what was stored last.
 */
final class RecipientQueues {
  private static final int MAX_IDLE = 10_000;

  private final long memoryMillis;
  private final Map<HashedAddress, RecipientQueue> queues = new HashMap<>();
  private final Map<RecipientQueue, Long> idle = new LinkedHashMap<>();

  /**
   * @param memoryMillis how long an idle queue is remembered
   */
  RecipientQueues(long memoryMillis) {
    this.memoryMillis = memoryMillis;
  }

  /** The queue to a recipient, which is about to be used. */
  RecipientQueue acquire(HashedAddress to) {
    RecipientQueue recipientQueue = queues.computeIfAbsent(to, RecipientQueue::new);
    idle.remove(recipientQueue);
    return recipientQueue;
  }

  /** The queue to a recipient, or null. */
  RecipientQueue find(HashedAddress to) {
    return queues.get(to);
  }

  /** Records what has been learnt of a recipient. */
  void update(HashedAddress to, long now, Consumer<RecipientQueue> change) {
    RecipientQueue recipientQueue = acquire(to);
    change.accept(recipientQueue);
    release(recipientQueue, now);
  }

  /** Releases a queue; it is forgotten if nothing is in it. */
  void release(RecipientQueue recipientQueue, long now) {
    if (!recipientQueue.isIdle()) {
      return;
    }
    idle.remove(recipientQueue);
    if (recipientQueue.isForgettable()) {
      queues.remove(recipientQueue.to, recipientQueue);
    } else {
      idle.put(recipientQueue, now);
      forgetOldest(now);
    }
  }

  private void forgetOldest(long now) {
    Iterator<Map.Entry<RecipientQueue, Long>> oldest = idle.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<RecipientQueue, Long> entry = oldest.next();
      if (idle.size() <= MAX_IDLE && now - entry.getValue() < memoryMillis) {
        return;
      }
      oldest.remove();
      queues.remove(entry.getKey().to, entry.getKey());
    }
  }

  List<RecipientQueue> all() {
    return new ArrayList<>(queues.values());
  }
}
