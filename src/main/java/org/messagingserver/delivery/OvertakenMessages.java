package org.messagingserver.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.messagingserver.mailbox.WaitingMessage;

/**
 * Keeps the order of one socket where the store shows a message too late: a newer one of the same
 * Dispatcher has been delivered. As a rule another socket of the Address acked it, and its row is
 * about to be deleted, so it is skipped. A row that is still there when everybody who may know of
 * an Ack has had time to delete it is delivered after all: to arrive late is better than never.
 */
final class OvertakenMessages {
  /** Rows that are skipped at once; one more is delivered. */
  private static final int MAX_SKIPPED = 1024;

  private final EventLoop eventLoop;
  private final HighWaterMarks highWaterMarks;
  private final long maxSkipMillis;
  private final Map<Long, Long> firstSkipped = new HashMap<>();

  OvertakenMessages(EventLoop eventLoop, HighWaterMarks highWaterMarks, DeliverySettings settings) {
    this.eventLoop = eventLoop;
    this.highWaterMarks = highWaterMarks;
    this.maxSkipMillis = settings.ackMemory().toMillis();
  }

  /** Whether a message that the store shows, and that is not known, is not to be delivered now. */
  boolean skips(WaitingMessage message) {
    Long first = firstSkipped.get(message.row());
    if (first == null && highWaterMarks.isPast(message.id()) && firstSkipped.size() < MAX_SKIPPED) {
      firstSkipped.put(message.row(), eventLoop.millis());
      return true;
    }
    if (first != null && isDue(first, eventLoop.millis())) {
      firstSkipped.remove(message.row());
      return false;
    }
    return first != null;
  }

  private boolean isDue(long first, long now) {
    return now - first >= maxSkipMillis;
  }

  /** Rows that a read need not show again. */
  Stream<Long> rows() {
    long now = eventLoop.millis();
    return firstSkipped.entrySet().stream()
        .filter(row -> !isDue(row.getValue(), now))
        .map(Map.Entry::getKey);
  }

  /** Whether a row up to this one is skipped. */
  boolean skipsUpTo(long row) {
    return firstSkipped.keySet().stream().anyMatch(skipped -> skipped <= row);
  }

  /**
   * The whole mailbox has been read: a row that was due and has not been shown is gone.
   *
   * @param asOf when that read began
   */
  void readThrough(long asOf) {
    firstSkipped.values().removeIf(first -> isDue(first, asOf));
  }

  /**
   * Nothing waits at all.
   *
   * @param asOf when the store was asked
   */
  void mailboxEmpty(long asOf) {
    firstSkipped.values().removeIf(first -> first < asOf);
  }

  /** The store does not answer, and so deletes nothing: the time restarts. */
  void storeUnavailable() {
    firstSkipped.replaceAll((row, first) -> eventLoop.millis());
  }

  void clear() {
    firstSkipped.clear();
  }
}
