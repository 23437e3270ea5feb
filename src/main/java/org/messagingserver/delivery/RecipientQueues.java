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
 * The lanes of one Dispatcher. An idle lane is remembered for a while if it knows something: that
 * nobody listened, or what was stored last.
 */
final class RecipientQueues {
  private static final int MAX_IDLE = 10_000;

  private final long memoryMillis;
  private final Map<HashedAddress, RecipientQueue> lanes = new HashMap<>();
  private final Map<RecipientQueue, Long> idle = new LinkedHashMap<>();

  /**
   * @param memoryMillis how long an idle lane is remembered
   */
  RecipientQueues(long memoryMillis) {
    this.memoryMillis = memoryMillis;
  }

  /** The lane to a recipient, which is about to be used. */
  RecipientQueue use(HashedAddress to) {
    RecipientQueue recipientQueue = lanes.computeIfAbsent(to, RecipientQueue::new);
    idle.remove(recipientQueue);
    return recipientQueue;
  }

  /** The lane to a recipient, or null. */
  RecipientQueue find(HashedAddress to) {
    return lanes.get(to);
  }

  /** Keeps in mind what has been learnt of a recipient. */
  void note(HashedAddress to, long now, Consumer<RecipientQueue> what) {
    RecipientQueue recipientQueue = use(to);
    what.accept(recipientQueue);
    release(recipientQueue, now);
  }

  /** Lets go of a lane that nothing is in. */
  void release(RecipientQueue recipientQueue, long now) {
    if (!recipientQueue.isIdle()) {
      return;
    }
    idle.remove(recipientQueue);
    if (recipientQueue.isBlank()) {
      lanes.remove(recipientQueue.to, recipientQueue);
    } else {
      idle.put(recipientQueue, now);
      forgetOldest(now);
    }
  }

  private void forgetOldest(long now) {
    Iterator<Map.Entry<RecipientQueue, Long>> oldest = idle.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<RecipientQueue, Long> lane = oldest.next();
      if (idle.size() <= MAX_IDLE && now - lane.getValue() < memoryMillis) {
        return;
      }
      oldest.remove();
      lanes.remove(lane.getKey().to, lane.getKey());
    }
  }

  List<RecipientQueue> all() {
    return new ArrayList<>(lanes.values());
  }
}
