package org.messagingserver.delivery;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The messages that an Outbox has taken and not finished: bounded in bytes, and each told when its
 * time is over.
 */
final class Unfinished {
  private final Vertx vertx;
  private final int bound;
  private final Handler<Outgoing> onExpired;
  private final Map<UUID, Outgoing> messages = new LinkedHashMap<>();
  private final Set<OutboxShare> shares = new LinkedHashSet<>();
  private long bytes;
  private boolean full;
  private long timer = -1;

  /**
   * @param onExpired is to finish a message whose deadline has passed
   */
  Unfinished(Vertx vertx, int bound, Handler<Outgoing> onExpired) {
    this.vertx = vertx;
    this.bound = bound;
    this.onExpired = onExpired;
  }

  /** Milliseconds of a clock that never goes back. */
  static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  void add(Outgoing message) {
    messages.put(message.id, message);
    shares.add(message.share);
    message.share.took(message.bytes());
    bytes += message.bytes();
    full |= bytes >= bound;
    armTimer();
  }

  boolean contains(Outgoing message) {
    return messages.containsKey(message.id);
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** From the bound on, until a quarter of it is free again. */
  boolean isFull() {
    return full;
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
    message.share.released(message.bytes());
    if (full && bytes <= bound * 3L / 4) {
      full = false;
      List.copyOf(shares).forEach(OutboxShare::outboxHasRoom);
    }
    return true;
  }

  /** The socket of a share is gone. */
  void forget(OutboxShare share) {
    shares.remove(share);
  }

  /** One timer serves all: messages expire in the order in which they came. */
  private void armTimer() {
    if (timer < 0 && !messages.isEmpty()) {
      long wait = messages.values().iterator().next().deadline - millis();
      timer = vertx.setTimer(Math.max(1, wait), due -> expire());
    }
  }

  private void expire() {
    timer = -1;
    long now = millis();
    List<Outgoing> expired = new ArrayList<>();
    for (Outgoing message : messages.values()) {
      if (message.deadline > now) {
        break;
      }
      expired.add(message);
    }
    expired.forEach(onExpired::handle);
    armTimer();
  }
}
