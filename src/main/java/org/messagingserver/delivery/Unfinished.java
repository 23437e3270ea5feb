package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The messages that an Outbox has taken and not finished: bounded in bytes, and each told when its
 * time is over.
 */
final class Unfinished {
  private final Loop loop;
  private final long bound;
  private final Consumer<Outgoing> onExpired;
  private final DeliveryMeters.Depth depth;
  private final Map<UUID, Outgoing> messages = new LinkedHashMap<>();
  private final Set<OutboxShare> awaitingRoom = new LinkedHashSet<>();
  private long bytes;
  private boolean full;
  private boolean armed;

  /**
   * @param onExpired is to finish a message whose deadline has passed
   */
  Unfinished(Loop loop, long bound, Consumer<Outgoing> onExpired, DeliveryMeters.Depth depth) {
    this.loop = loop;
    this.bound = bound;
    this.onExpired = onExpired;
    this.depth = depth;
  }

  void add(Outgoing message) {
    messages.put(message.id, message);
    message.share.took(message.bytes());
    bytes += message.bytes();
    depth.add(message.bytes());
    full |= bytes >= bound;
    armTimer();
  }

  boolean contains(Outgoing message) {
    return messages.containsKey(message.id);
  }

  /** The unfinished message with this id, or null. */
  Outgoing find(UUID id) {
    return messages.get(id);
  }

  /** Near the bound: nothing should wait that need not. */
  boolean isCrowded() {
    return bytes >= bound / 2;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /**
   * Not from the bound on, until a quarter of it is free again; then a rejected share learns of it.
   */
  boolean hasRoomFor(OutboxShare share) {
    if (full) {
      awaitingRoom.add(share);
    }
    return !full;
  }

  /**
   * Takes a message out.
   *
   * @return whether it was still there
   */
  boolean finish(Outgoing message) {
    if (messages.remove(message.id) == null) {
      return false;
    }
    bytes -= message.bytes();
    depth.remove(message.bytes());
    message.share.released(message.bytes());
    if (full && bytes <= bound / 4 * 3) {
      full = false;
      tellOfRoom();
    }
    return true;
  }

  /** The first of them may fill it up again. */
  private void tellOfRoom() {
    List<OutboxShare> told = List.copyOf(awaitingRoom);
    awaitingRoom.clear();
    Attempt.forEach(told, OutboxShare::outboxHasRoom);
  }

  /** The socket of a share is gone. */
  void forget(OutboxShare share) {
    awaitingRoom.remove(share);
  }

  /** One timer serves all: messages expire in the order in which they came. */
  private void armTimer() {
    if (!armed && !messages.isEmpty()) {
      armed = true;
      loop.after(messages.values().iterator().next().deadline - loop.millis(), this::expire);
    }
  }

  private void expire() {
    armed = false;
    long now = loop.millis();
    List<Outgoing> expired = new ArrayList<>();
    for (Outgoing message : messages.values()) {
      if (message.deadline > now) {
        break;
      }
      expired.add(message);
    }
    try {
      Attempt.forEach(expired, onExpired);
    } finally {
      armTimer();
    }
  }
}
