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

  private static final long NEVER = Long.MIN_VALUE;

  /**
   * @param first when a read showed it first
   * @param last when a read showed it last
   */
  private record Skipped(long first, long last) {}

  private final EventLoop eventLoop;
  private final HighWaterMarks highWaterMarks;
  private final long maxSkipMillis;
  private final Map<Long, Skipped> skipped = new HashMap<>();
  private long askedAt = NEVER;

  OvertakenMessages(EventLoop eventLoop, HighWaterMarks highWaterMarks, DeliverySettings settings) {
    this.eventLoop = eventLoop;
    this.highWaterMarks = highWaterMarks;
    this.maxSkipMillis = settings.ackMemory().toMillis();
  }

  /** Whether a message that the store shows, and that is not known, is not to be delivered now. */
  boolean skips(WaitingMessage message) {
    long now = eventLoop.millis();
    Skipped before = skipped.get(message.row());
    if (before == null) {
      return highWaterMarks.isPast(message.id()) && skip(message.row(), now);
    }
    if (isDue(before, now)) {
      skipped.remove(message.row());
      return false;
    }
    skipped.put(message.row(), new Skipped(before.first(), now));
    return true;
  }

  private boolean skip(long row, long now) {
    boolean hasRoom = skipped.size() < MAX_SKIPPED;
    if (hasRoom) {
      skipped.put(row, new Skipped(now, now));
    }
    return hasRoom;
  }

  private boolean isDue(Skipped message, long now) {
    return now - message.first() >= maxSkipMillis;
  }

  /** Until the mailbox has been read through, reads show each row once that is still there. */
  void showAll() {
    if (!showsAll()) {
      askedAt = eventLoop.millis();
    }
  }

  boolean showsAll() {
    return askedAt != NEVER;
  }

  /** Rows that a read need not show again. */
  Stream<Long> rows() {
    long now = eventLoop.millis();
    return skipped.entrySet().stream()
        .filter(row -> row.getValue().last() >= askedAt && !isDue(row.getValue(), now))
        .map(Map.Entry::getKey);
  }

  /** Whether a row up to this one is skipped. */
  boolean skipsUpTo(long row) {
    return skipped.keySet().stream().anyMatch(each -> each <= row);
  }

  /** The whole mailbox has been read: a row that was to be shown and has not been is gone. */
  void readThrough(MailboxRead read) {
    skipped.values().removeIf(each -> isGone(each, read));
    if (read.showsAll) {
      askedAt = NEVER;
    }
  }

  private boolean isGone(Skipped each, MailboxRead read) {
    return (read.showsAll && each.last() < askedAt)
        || (isDue(each, read.startedAt) && each.last() < read.startedAt);
  }

  /**
   * Nothing waits at all.
   *
   * @param asOf when the store was asked
   */
  void mailboxEmpty(long asOf) {
    skipped.values().removeIf(each -> each.last() < asOf);
  }

  /** The store does not answer, and so deletes nothing: the time restarts. */
  void storeUnavailable() {
    skipped.replaceAll((row, each) -> new Skipped(eventLoop.millis(), each.last()));
  }

  void clear() {
    skipped.clear();
  }
}
