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
 * The messages that a Dispatcher has taken and that are not done: bounded in bytes. Each is done
 * once, and its sender is notified of it, no later than {@code delivery.storeMillis} after it came.
 */
final class PendingMessages {
  private final EventLoop eventLoop;
  private final long bound;
  private final long storeMillis;
  private final AckScheduler acks;
  private final DeliveryMeters meters;
  private final Consumer<PendingMessage> onExpired;
  private final Map<UUID, PendingMessage> messages = new LinkedHashMap<>();
  private final Set<SenderQuota> awaitingRoom = new LinkedHashSet<>();
  private long bytes;
  private boolean full;
  private boolean armed;

  /**
   * @param acks lets the Acks leave
   * @param onExpired is to finish a message whose time is over
   */
  PendingMessages(
      EventLoop eventLoop,
      DeliverySettings settings,
      AckScheduler acks,
      DeliveryMeters meters,
      Consumer<PendingMessage> onExpired) {
    this.eventLoop = eventLoop;
    this.bound = settings.outboxBytes();
    this.storeMillis = settings.store().toMillis();
    this.acks = acks;
    this.meters = meters;
    this.onExpired = onExpired;
  }

  void add(PendingMessage message) {
    messages.put(message.id, message);
    message.share.took(message.bytes());
    bytes += message.bytes();
    meters.outbox.add(message.bytes());
    full |= bytes >= bound;
    armTimer();
  }

  /** The unfinished message with this id, or null. */
  PendingMessage find(UUID id) {
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
  boolean hasRoomFor(SenderQuota share) {
    if (full) {
      awaitingRoom.add(share);
    }
    return !full;
  }

  /** A message is acked or committed; nothing happens where it is done. */
  void safe(PendingMessage message, Done how) {
    if (!message.isDone()) {
      finish(message, how);
      meters.safe(how == Done.COMMITTED, eventLoop.millis() - message.arrivedAt);
      acks.release(message.turn, message.safe::complete);
    }
  }

  /** A message is neither, and will not be; nothing happens where it is done. */
  void refuse(PendingMessage message, Throwable cause) {
    if (!message.isDone()) {
      finish(message, Done.REFUSED);
      message.safe.fail(cause);
    }
  }

  private void finish(PendingMessage message, Done how) {
    message.recipientQueue.finish(message, how);
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
    List<SenderQuota> told = List.copyOf(awaitingRoom);
    awaitingRoom.clear();
    HandoffAttempt.forEach(told, SenderQuota::outboxHasRoom);
  }

  /** The socket of a share is gone. */
  void forget(SenderQuota share) {
    awaitingRoom.remove(share);
  }

  /** One timer serves all: messages expire in the order in which they came. */
  private void armTimer() {
    if (!armed && !messages.isEmpty()) {
      armed = true;
      eventLoop.after(
          deadline(messages.values().iterator().next()) - eventLoop.millis(), this::expire);
    }
  }

  private long deadline(PendingMessage message) {
    return message.arrivedAt + storeMillis;
  }

  private void expire() {
    armed = false;
    long now = eventLoop.millis();
    List<PendingMessage> expired = new ArrayList<>();
    for (PendingMessage message : messages.values()) {
      if (deadline(message) > now) {
        break;
      }
      expired.add(message);
    }
    try {
      HandoffAttempt.forEach(expired, onExpired);
    } finally {
      armTimer();
    }
  }
}
