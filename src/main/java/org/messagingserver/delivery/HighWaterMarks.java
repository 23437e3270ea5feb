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
  private static final int MAX_DISPATCHERS = 1024;

  private final Map<Long, Long> delivered = boundedMap();
  private final Map<Long, Long> stored = boundedMap();

  private long readAt = Long.MIN_VALUE;

  private static Map<Long, Long> boundedMap() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
        return size() > MAX_DISPATCHERS;
      }
    };
  }

  /** A message has been sent to the client. */
  void delivered(UUID id) {
    raise(delivered, id);
  }

  /** A message is in the store, to be read. */
  void stored(UUID id) {
    raise(stored, id);
  }

  /**
   * All that was in the store has been read.
   *
   * @param asOf when that read began
   */
  void mailboxEmpty(long asOf) {
    stored.clear();
    readAt = asOf;
  }

  private static void raise(Map<Long, Long> marks, UUID id) {
    marks.merge(MessageIds.dispatcherOf(id), MessageIds.countOf(id), Math::max);
  }

  /**
   * Whether nothing that is to come first is missing.
   *
   * @param arrivedAt when it came, in milliseconds of this event loop's clock
   */
  boolean isInOrder(HandedOver message, long arrivedAt) {
    long dispatcherId = MessageIds.dispatcherOf(message.id());
    long mark = delivered.getOrDefault(dispatcherId, 0L);
    return mark >= stored.getOrDefault(dispatcherId, 0L)
        && isPredecessorDone(message.predecessor(), mark, arrivedAt);
  }

  private boolean isPredecessorDone(Predecessor predecessor, long mark, long arrivedAt) {
    if (predecessor == null || mark >= MessageIds.countOf(predecessor.id())) {
      return true;
    }
    return isStored(predecessor) && arrivedAt - predecessor.storedMillisAgo() <= readAt;
  }

  /** Whether a read would bring what is missing. */
  static boolean isStored(Predecessor predecessor) {
    return predecessor != null && predecessor.storedMillisAgo() != Predecessor.UNFINISHED;
  }

  /** Whether it is too late for a message: a later one of its Dispatcher has been delivered. */
  boolean isPast(UUID id) {
    Long mark = delivered.get(MessageIds.dispatcherOf(id));
    return mark != null && mark >= MessageIds.countOf(id);
  }
}
