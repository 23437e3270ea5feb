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
  private final long maxBytes;
  private final long storeMillis;
  private final AckScheduler ackScheduler;
  private final DeliveryMeters meters;
  private final Consumer<PendingMessage> onExpired;
  private final Map<UUID, PendingMessage> messages = new LinkedHashMap<>();
  private final Set<SenderQuota> awaitingRoom = new LinkedHashSet<>();
  private long bytes;
  private boolean full;
  private boolean armed;

  /**
   * @param ackScheduler lets the answers leave
   * @param onExpired is to finish a message whose time is over
   */
  PendingMessages(
      EventLoop eventLoop,
      DeliverySettings settings,
      AckScheduler ackScheduler,
      DeliveryMeters meters,
      Consumer<PendingMessage> onExpired) {
    this.eventLoop = eventLoop;
    this.maxBytes = settings.maxBytesPerEventLoop();
    this.storeMillis = settings.storeTimeout().toMillis();
    this.ackScheduler = ackScheduler;
    this.meters = meters;
    this.onExpired = onExpired;
  }

  void add(PendingMessage message) {
    messages.put(message.id, message);
    reserve(message.senderQuota, message.bytes());
    armTimer();
  }

  /** Counts the bytes of a message. */
  void reserve(SenderQuota senderQuota, int reserved) {
    senderQuota.reserve(reserved);
    bytes += reserved;
    meters.pending.add(reserved);
    full |= bytes >= maxBytes;
  }

  /** The unfinished message with this id, or null. */
  PendingMessage find(UUID id) {
    return messages.get(id);
  }

  /** Near the bound: nothing should wait that need not. */
  boolean isNearlyFull() {
    return bytes >= maxBytes - maxBytes / 4;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /**
   * Not from the bound on, until a quarter of it is free again; then a rejected quota is notified.
   */
  boolean hasRoomFor(SenderQuota senderQuota) {
    if (full) {
      awaitingRoom.add(senderQuota);
    }
    return !full;
  }

  /** A message is acked or committed; nothing happens where it is done. */
  void committedOrAcked(PendingMessage message, Done how) {
    if (!message.isDone()) {
      finish(message, how);
      meters.committedOrAcked(how == Done.COMMITTED, eventLoop.millis() - message.arrivedAt);
      ackScheduler.release(message.slot, message.committedOrAcked::complete);
    }
  }

  /** A message is neither, and will not be; nothing happens where it is done. */
  void refuse(PendingMessage message, Throwable cause) {
    if (!message.isDone()) {
      finish(message, Done.REFUSED);
      ackScheduler.release(message.slot, () -> message.committedOrAcked.fail(cause));
    }
  }

  private void finish(PendingMessage message, Done how) {
    message.recipientQueue.finish(message, how);
    messages.remove(message.id);
    release(message.senderQuota, message.bytes());
  }

  /** Counts the bytes of a message no longer. */
  void release(SenderQuota senderQuota, int freed) {
    bytes -= freed;
    meters.pending.remove(freed);
    senderQuota.release(freed);
    if (full && bytes <= maxBytes / 4 * 3) {
      full = false;
      notifyRoom();
    }
  }

  /** The first of them may fill it up again. */
  private void notifyRoom() {
    List<SenderQuota> waiting = List.copyOf(awaitingRoom);
    awaitingRoom.clear();
    ExceptionSafe.forEach(waiting, SenderQuota::dispatcherHasRoom);
  }

  /** The socket of a quota is gone. */
  void forget(SenderQuota senderQuota) {
    awaitingRoom.remove(senderQuota);
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
      ExceptionSafe.forEach(expired, onExpired);
    } finally {
      armTimer();
    }
  }
}
