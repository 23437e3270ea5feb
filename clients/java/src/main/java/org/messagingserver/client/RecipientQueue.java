package org.messagingserver.client;

import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import org.messagingserver.protocol.Address;

/**
 * The unsettled messages to one recipient, in their order. After a refusal for now the lane is
 * held: nothing more goes out until the wait is over and all that is under way has been answered.
 * Then messages go one by one, from the oldest, until one is taken.
 */
final class RecipientQueue {
  private final Address recipient;
  private final Queue<PendingMessage> waiting =
      new PriorityQueue<>(Comparator.comparingLong(PendingMessage::number));
  private boolean held;
  private int underWay;
  private int refusals;
  private Optional<ServerRefusedException> latestRefusal = Optional.empty();

  RecipientQueue(Address recipient) {
    this.recipient = recipient;
  }

  Address recipient() {
    return recipient;
  }

  void add(PendingMessage message) {
    waiting.add(message);
  }

  /** Whether {@link #next()} has a message that may go now. */
  boolean isReady() {
    return !waiting.isEmpty() && !held && (refusals == 0 || underWay == 0);
  }

  /** Whether nothing would be lost by forgetting this lane. */
  boolean isOver() {
    return waiting.isEmpty() && !held && underWay == 0;
  }

  PendingMessage next() {
    underWay++;
    return waiting.remove();
  }

  /** A message under way was answered for good. */
  void settled() {
    underWay--;
    if (!held && underWay == 0) {
      refusals = 0;
    }
  }

  /** A message under way lost its socket. */
  void takeBack(PendingMessage message) {
    underWay--;
    waiting.add(message);
  }

  /**
   * A message under way was refused for now.
   *
   * @return the number, from 0, of the wait that now begins; none where one has begun already
   */
  Optional<Integer> refused(PendingMessage message, ServerRefusedException refusal) {
    takeBack(message);
    latestRefusal = Optional.of(refusal);
    if (held) {
      return Optional.empty();
    }
    held = true;
    return Optional.of(refusals++);
  }

  /** The wait is over. */
  void release() {
    held = false;
  }

  /** Its time is over, whether it waits or is under way. */
  void expire(PendingMessage message) {
    if (!waiting.remove(message)) {
      underWay--;
    }
  }

  Optional<ServerRefusedException> latestRefusal() {
    return latestRefusal;
  }
}
