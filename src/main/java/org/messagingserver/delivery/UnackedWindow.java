package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.messagingserver.mailbox.AckedRow;

/**
 * The messages that a MailboxConsumer knows: those in flight to the client, and acked ones that the
 * store may still show. Bounds the first in number and bytes, the second in number and, where no
 * row of them is known, in time.
 */
final class UnackedWindow {
  /**
   * Acked messages in no known row that are remembered at least, for each that may be in flight.
   */
  static final int REMEMBERED = 32;

  /** A few hundred kilobytes. */
  private static final int MAX_REMEMBERED = 8192;

  /** Messages whose rows are not deleted yet, at most, for each that may be in flight. */
  private static final int UNDELETED = 4;

  /** A read names each of them. */
  private static final int MAX_UNDELETED = 2048;

  /**
   * A client is stuck if no Ack comes for this long after it looked stuck: if the event loop stood
   * still, its Acks are read by then.
   */
  private static final long SUSPECTED_MILLIS = 25;

  private static final long NOT_SUSPECTED = Long.MAX_VALUE;

  /** One known message. */
  static final class TrackedMessage {
    final UUID id;
    final boolean handedOver;
    private final int bytes;
    private long row;
    private boolean acked;
    private long sentAt;

    private TrackedMessage(UUID id, boolean handedOver, long row, int bytes) {
      this.id = id;
      this.handedOver = handedOver;
      this.row = row;
      this.bytes = bytes;
    }

    long row() {
      return row;
    }

    boolean hasRow() {
      return row != AckedRow.UNKNOWN_ROW;
    }

    boolean isAcked() {
      return acked;
    }
  }

  private final EventLoop eventLoop;
  private final DeliveryMeters meters;
  private final AckWatch ackWatch;
  private final IntConsumer onStuck;
  private final int maxMessages;
  private final int maxBytes;
  private final int maxUndeleted;
  private final long stuckMillis;
  private final Map<Integer, TrackedMessage> inFlight = new LinkedHashMap<>();
  private final Map<UUID, TrackedMessage> rows = new HashMap<>();
  private final Map<UUID, TrackedMessage> withoutRow = new LinkedHashMap<>();
  private final RecentlyAckedIds recentlyAckedIds;
  private final Set<Long> skippedRows = new HashSet<>();
  private int bytes;
  private long progressAt;
  private boolean isWatched;
  private long suspectedAt = NOT_SUSPECTED;

  /**
   * @param onStuck called with the bytes in flight when the client has acked nothing for too long
   */
  UnackedWindow(
      EventLoop eventLoop,
      DeliverySettings settings,
      AckWatch ackWatch,
      IntConsumer onStuck,
      DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.meters = meters;
    this.ackWatch = ackWatch;
    this.onStuck = onStuck;
    this.maxMessages = settings.maxInFlight();
    this.maxBytes = settings.maxInFlightBytes();
    this.maxUndeleted = Math.max(maxMessages, Math.min(UNDELETED * maxMessages, MAX_UNDELETED));
    this.stuckMillis = settings.handoffTimeout().toMillis();
    this.recentlyAckedIds =
        new RecentlyAckedIds(
            Math.max(maxMessages, Math.min(REMEMBERED * maxMessages, MAX_REMEMBERED)),
            settings.ackMemory().toMillis());
  }

  /** Messages that may be sent now; while many acked ones await their delete, none. */
  int credit() {
    return rows.size() < maxUndeleted && bytes < maxBytes ? maxMessages - inFlight.size() : 0;
  }

  /** Whether a quarter of what may be under way may be sent. */
  boolean hasQuarterCredit() {
    return 4 * credit() >= maxMessages && 4L * creditBytes() >= maxBytes;
  }

  /** Whether half of what may be under way may be sent. */
  boolean hasHalfCredit() {
    return 2 * credit() >= maxMessages;
  }

  int creditBytes() {
    return maxBytes - bytes;
  }

  boolean isEmpty() {
    return inFlight.isEmpty();
  }

  /** Whether the client has messages and has acked none of them for too long. */
  boolean isStuck() {
    return looksStuck() && eventLoop.millis() - suspectedAt >= SUSPECTED_MILLIS;
  }

  /** The same, even if the event loop stood still and its Acks are not read yet. */
  boolean looksStuck() {
    long now = eventLoop.millis();
    boolean stuck = !inFlight.isEmpty() && now - progressAt > stuckMillis;
    suspectedAt = stuck ? Math.min(suspectedAt, now) : NOT_SUSPECTED;
    return stuck;
  }

  /** The client is to show that it is still there. */
  void probe() {
    onStuck.accept(bytes);
  }

  /** The AckWatch has forgotten it. */
  void unwatched() {
    isWatched = false;
  }

  /** Whether the client has a message of this row or an older one that it has not acked. */
  boolean hasUnackedUpTo(long row) {
    for (TrackedMessage message : inFlight.values()) {
      if (message.hasRow() && message.row <= row) {
        return true;
      }
    }
    return false;
  }

  /** The record of a message; null if unknown. */
  TrackedMessage find(UUID id) {
    TrackedMessage tracked = rows.get(id);
    if (tracked == null) {
      tracked = withoutRow.get(id);
    }
    return tracked == null && recentlyAckedIds.contains(id) ? acked(id) : tracked;
  }

  private static TrackedMessage acked(UUID id) {
    TrackedMessage message = new TrackedMessage(id, true, AckedRow.UNKNOWN_ROW, 0);
    message.acked = true;
    return message;
  }

  /** Rows that a read behind a certain one need not show again. */
  Collection<Long> rowsAfter(long row) {
    List<Long> known = new ArrayList<>();
    for (TrackedMessage message : rows.values()) {
      if (message.row > row) {
        known.add(message.row);
      }
    }
    skippedRows.stream().filter(passed -> passed > row).forEach(known::add);
    return known;
  }

  /** Rows that cannot be delivered. */
  void skip(List<Long> unreadable) {
    skippedRows.addAll(unreadable);
  }

  /** A message that was read has been sent to the client. */
  void sentStored(int sequence, UUID id, long row, int length) {
    TrackedMessage message = new TrackedMessage(id, false, row, length);
    rows.put(id, message);
    sent(sequence, message);
  }

  /** A message that was handed over has been sent to the client. */
  void sentHandedOver(int sequence, UUID id, int length) {
    TrackedMessage message = new TrackedMessage(id, true, AckedRow.UNKNOWN_ROW, length);
    withoutRow.put(id, message);
    sent(sequence, message);
  }

  private void sent(int sequence, TrackedMessage message) {
    message.sentAt = eventLoop.millis();
    if (inFlight.isEmpty()) {
      suspectedAt = NOT_SUSPECTED;
      progressAt = message.sentAt;
    }
    inFlight.put(sequence, message);
    bytes += message.bytes;
    meters.unacked.add(message.bytes);
    if (!isWatched) {
      isWatched = true;
      ackWatch.watch(this);
    }
  }

  /**
   * A known message is in the store: it was handed over and then stored as well, or stored once
   * more by an attempt whose outcome had been unknown.
   *
   * @return whether that is news
   */
  boolean foundRow(TrackedMessage message, long row) {
    if (row == AckedRow.UNKNOWN_ROW || row == message.row) {
      return false;
    }
    message.row = row;
    withoutRow.remove(message.id);
    rows.put(message.id, message);
    return true;
  }

  /**
   * Takes a message out of flight; it stays known.
   *
   * @return null where nothing in flight has this sequence
   */
  TrackedMessage acked(int sequence) {
    TrackedMessage message = inFlight.remove(sequence);
    if (message == null) {
      return null;
    }
    message.acked = true;
    suspectedAt = NOT_SUSPECTED;
    progressAt = eventLoop.millis();
    bytes -= message.bytes;
    meters.unacked.remove(message.bytes);
    meters.acked(message.handedOver, progressAt - message.sentAt);
    if (withoutRow.remove(message.id) != null) {
      recentlyAckedIds.add(message.id, progressAt);
    }
    return message;
  }

  /** Forgets acked messages that are remembered for long enough. */
  void forgetOldest() {
    recentlyAckedIds.forgetOldest(eventLoop.millis());
  }

  /** The delete of a row has committed: no read will show it again. */
  void deleted(TrackedMessage message, long row) {
    if (message.row == row && rows.remove(message.id, message)) {
      message.row = AckedRow.UNKNOWN_ROW;
      recentlyAckedIds.add(message.id, eventLoop.millis());
    }
  }

  /** Acked messages whose rows are not deleted yet. */
  List<UUID> undeleted() {
    return rows.values().stream()
        .filter(TrackedMessage::isAcked)
        .map(message -> message.id)
        .toList();
  }

  /** Whether a read may show any known message. */
  boolean hasRows() {
    return !rows.isEmpty();
  }

  /** Another socket of the Address has acked a message that the store may still show. */
  void ackedElsewhere(UUID id) {
    recentlyAckedIds.add(id, eventLoop.millis());
  }

  /**
   * The socket is gone: forgets all but what is acked. Messages that their Dispatcher may still
   * have to store are returned.
   */
  List<UUID> forgetUnacked() {
    List<UUID> handedOver = forgetInFlight();
    rows.values().removeIf(message -> !message.acked);
    return handedOver;
  }

  /** Forgets everything; messages that their Dispatcher may still have to store are returned. */
  List<UUID> clear() {
    rows.clear();
    recentlyAckedIds.clear();
    return forgetInFlight();
  }

  private List<UUID> forgetInFlight() {
    List<UUID> handedOver = List.copyOf(withoutRow.keySet());
    meters.unacked.remove(inFlight.size(), bytes);
    inFlight.clear();
    withoutRow.clear();
    skippedRows.clear();
    bytes = 0;
    return handedOver;
  }
}
