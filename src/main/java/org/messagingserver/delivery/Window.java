package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.messagingserver.mailbox.WaitingMessage;

/**
 * What an Inbox knows of: messages in flight to the client, and acked ones whose delete has not
 * committed. Bounds the first in number and bytes, the second in number.
 */
final class Window {
  private record InFlight(UUID id, long row, int bytes) {}

  private final int maxMessages;
  private final int maxBytes;
  private final Map<Integer, InFlight> inFlight = new HashMap<>();
  private final Map<UUID, Long> known = new HashMap<>();
  private final Set<Long> passedOver = new HashSet<>();
  private int bytes;

  Window(DeliverySettings settings) {
    this.maxMessages = settings.maxInFlight();
    this.maxBytes = settings.maxInFlightBytes();
  }

  /** Messages that may be sent now; while many acked ones await their delete, none. */
  int credit() {
    return known.size() < 2 * maxMessages && bytes < maxBytes ? maxMessages - inFlight.size() : 0;
  }

  int creditBytes() {
    return maxBytes - bytes;
  }

  /** Whether enough is free to make a read worth its while. */
  boolean isHalfFree() {
    return credit() > 0 && inFlight.size() <= maxMessages / 2 && bytes <= maxBytes / 2;
  }

  boolean knows(UUID id) {
    return known.containsKey(id);
  }

  /** Rows that a read need not show again. */
  Collection<Long> rows() {
    List<Long> rows = new ArrayList<>(known.values());
    rows.addAll(passedOver);
    return rows;
  }

  /** Rows that cannot be delivered. */
  void passOver(List<Long> rows) {
    passedOver.addAll(rows);
  }

  void sent(int sequence, WaitingMessage message) {
    inFlight.put(sequence, new InFlight(message.id(), message.row(), message.content().length()));
    known.put(message.id(), message.row());
    bytes += message.content().length();
  }

  /**
   * Takes a message out of flight; it stays known.
   *
   * @return its id, or null where nothing in flight has this sequence
   */
  UUID acked(int sequence) {
    InFlight message = inFlight.remove(sequence);
    if (message == null) {
      return null;
    }
    bytes -= message.bytes;
    return message.id;
  }

  long row(UUID id) {
    return known.get(id);
  }

  /** Its delete has committed: no read will show it again. */
  void forget(UUID id) {
    known.remove(id);
  }

  void clear() {
    inFlight.clear();
    known.clear();
    passedOver.clear();
    bytes = 0;
  }
}
