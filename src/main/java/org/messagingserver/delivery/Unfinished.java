package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.messagingserver.delivery.MessageState.Done;

/**
 * The messages that an Outbox has taken and that are not done: bounded in bytes. Each is done once,
 * and its sender is notified of it, no later than {@code delivery.storeMillis} after it came.
 */
final class Unfinished {
  private final Loop loop;
  private final long bound;
  private final long storeMillis;
  private final AckClock acks;
  private final DeliveryMeters meters;
  private final Consumer<Outgoing> onExpired;
  private final Map<UUID, Outgoing> messages = new LinkedHashMap<>();
  private final Set<OutboxShare> awaitingRoom = new LinkedHashSet<>();
  private long bytes;
  private boolean full;
  private boolean armed;

  /**
   * @param acks lets the Acks leave
   * @param onExpired is to finish a message whose time is over
   */
  Unfinished(
      Loop loop,
      DeliverySettings settings,
      AckClock acks,
      DeliveryMeters meters,
      Consumer<Outgoing> onExpired) {
    this.loop = loop;
    this.bound = settings.outboxBytes();
    this.storeMillis = settings.store().toMillis();
    this.acks = acks;
    this.meters = meters;
    this.onExpired = onExpired;
  }

  void add(Outgoing message) {
    messages.put(message.id, message);
    message.share.took(message.bytes());
    bytes += message.bytes();
    meters.outbox.add(message.bytes());
    full |= bytes >= bound;
    armTimer();
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

  /** A message is acked or committed; nothing happens where it is done. */
  void safe(Outgoing message, Done how) {
    if (!message.isDone()) {
      finish(message, how);
      meters.safe(how == Done.COMMITTED, loop.millis() - message.arrivedAt);
      acks.release(message.turn, message.safe::complete);
    }
  }

  /** A message is neither, and will not be; nothing happens where it is done. */
  void refuse(Outgoing message, Throwable cause) {
    if (!message.isDone()) {
      finish(message, Done.REFUSED);
      message.safe.fail(cause);
    }
  }

  private void finish(Outgoing message, Done how) {
    message.lane.finish(message, how);
    messages.remove(message.id);
    bytes -= message.bytes();
    meters.outbox.remove(message.bytes());
    message.share.released(message.bytes());
    if (full && bytes <= bound / 4 * 3) {
      full = false;
      tellOfRoom();
    }
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
      loop.after(deadline(messages.values().iterator().next()) - loop.millis(), this::expire);
    }
  }

  private long deadline(Outgoing message) {
    return message.arrivedAt + storeMillis;
  }

  private void expire() {
    armed = false;
    long now = loop.millis();
    List<Outgoing> expired = new ArrayList<>();
    for (Outgoing message : messages.values()) {
      if (deadline(message) > now) {
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
