package org.messagingserver.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.delivery.ConsumerEvent.Predecessor;

/**
 * How far one socket is with the messages of each Dispatcher. A Dispatcher numbers its messages,
 * and those to one recipient are delivered in that order: the newest that was delivered says it
 * all.
 */
final class HighWaterMarks {
  /** More Dispatchers at once than a recipient has senders' event loops; the longest unheard go. */
  private static final int MAX_OUTBOXES = 1024;

  private final Map<Long, Long> delivered = newest();
  private final Map<Long, Long> waiting = newest();

  private long readAt = Long.MIN_VALUE;

  private static Map<Long, Long> newest() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
        return size() > MAX_OUTBOXES;
      }
    };
  }

  /** A message has been sent to the client. */
  void delivered(UUID id) {
    raise(delivered, id);
  }

  /** A message is in the store, to be read. */
  void waits(UUID id) {
    raise(waiting, id);
  }

  /**
   * All that was in the store has been read.
   *
   * @param asOf when that read began
   */
  void nothingWaits(long asOf) {
    waiting.clear();
    readAt = asOf;
  }

  private static void raise(Map<Long, Long> newest, UUID id) {
    newest.merge(MessageIds.outboxOf(id), MessageIds.countOf(id), Math::max);
  }

  /**
   * Whether nothing that is to come first is missing.
   *
   * @param arrivedAt when it came, in milliseconds of this event loop's clock
   */
  boolean isNext(HandedOver message, long arrivedAt) {
    long outbox = MessageIds.outboxOf(message.id());
    long far = delivered.getOrDefault(outbox, 0L);
    return far >= waiting.getOrDefault(outbox, 0L) && isOver(message.before(), far, arrivedAt);
  }

  private boolean isOver(Predecessor before, long far, long arrivedAt) {
    if (before == null || far >= MessageIds.countOf(before.id())) {
      return true;
    }
    return isStored(before) && arrivedAt - before.storedMillisAgo() <= readAt;
  }

  /** Whether a read would bring what is missing. */
  static boolean isStored(Predecessor before) {
    return before != null && before.storedMillisAgo() != Predecessor.UNFINISHED;
  }

  /** Whether it is too late for a message: a later one of its Dispatcher has been delivered. */
  boolean isPast(UUID id) {
    Long far = delivered.get(MessageIds.outboxOf(id));
    return far != null && far >= MessageIds.countOf(id);
  }
}
