package org.messagingserver.client;

import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import org.messagingserver.protocol.Address;

/**
 * The pending messages to one recipient, in order. A temporary refusal pauses the queue until the
 * delay is over and all messages in flight have been answered. The queue then sends one message at
 * a time, from the oldest, until the server accepts one. A check of the recipient's devices holds
 * the queue as well.
 */
final class RecipientQueue {
  private final Address recipient;
  private final Queue<PendingMessage> waiting =
      new PriorityQueue<>(Comparator.comparingLong(PendingMessage::number));
  private boolean paused;
  private int holds;
  private int inFlight;
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

  /** Whether {@link #next()} may be called. */
  boolean isReady() {
    return !waiting.isEmpty() && !paused && holds == 0 && (refusals == 0 || inFlight == 0);
  }

  /** Whether this queue holds nothing and may be removed. */
  boolean isIdle() {
    return waiting.isEmpty() && !paused && holds == 0 && inFlight == 0;
  }

  /** Nothing is sent until {@link #release()} was called as often. */
  void hold() {
    holds++;
  }

  void release() {
    holds--;
  }

  PendingMessage next() {
    inFlight++;
    return waiting.remove();
  }

  /** A message in flight was acked or refused permanently. */
  void completed() {
    inFlight--;
    if (!paused && inFlight == 0) {
      refusals = 0;
    }
  }

  /** A message in flight has to be sent again. */
  void requeue(PendingMessage message) {
    inFlight--;
    waiting.add(message);
  }

  /**
   * A message in flight was refused temporarily.
   *
   * @return the attempt, from 0, by which to compute the delay that begins now; none if one has
   *     begun already
   */
  Optional<Integer> refused(PendingMessage message, ServerRefusedException refusal) {
    requeue(message);
    latestRefusal = Optional.of(refusal);
    if (paused) {
      return Optional.empty();
    }
    paused = true;
    return Optional.of(refusals++);
  }

  /** The delay is over. */
  void resume() {
    paused = false;
  }

  /** Removes a message, whether it waits or is in flight. */
  void remove(PendingMessage message) {
    if (!waiting.remove(message)) {
      inFlight--;
    }
  }

  Optional<ServerRefusedException> latestRefusal() {
    return latestRefusal;
  }
}
