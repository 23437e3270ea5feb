package org.messagingserver.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.messagingserver.vault.HashedAddress;

/**
 * The unfinished messages of one Outbox to one recipient, in their order. While some of them are
 * being stored the lane is out and the others wait: that keeps the order.
 */
final class Lane {
  final HashedAddress to;
  private final Deque<Outgoing> waiting = new ArrayDeque<>();
  private boolean out;

  Lane(HashedAddress to) {
    this.to = to;
  }

  void add(Outgoing message) {
    waiting.addLast(message);
  }

  Outgoing peek() {
    return waiting.peekFirst();
  }

  Outgoing poll() {
    return waiting.pollFirst();
  }

  /** Whether its next message may be stored now. */
  boolean isReady() {
    return !out && !waiting.isEmpty();
  }

  boolean isDone() {
    return !out && waiting.isEmpty();
  }

  void leave() {
    out = true;
  }

  /**
   * Ends a time out.
   *
   * @param unknown messages whose outcome is unknown; they go back to the front, in their order
   */
  void comeBack(List<Outgoing> unknown) {
    out = false;
    for (int index = unknown.size() - 1; index >= 0; index--) {
      waiting.addFirst(unknown.get(index));
    }
  }

  /** Takes out a waiting message that nobody waits for any more. */
  void drop(Outgoing message) {
    waiting.remove(message);
  }
}
