package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.messagingserver.delivery.ConsumerEvent.Predecessor;
import org.messagingserver.delivery.MessageState.Done;
import org.messagingserver.encryption.HashedAddress;

/**
 * The unfinished messages of one Dispatcher to one recipient, in their order, and what is known of
 * the recipient's MailboxConsumers. The queue alone moves its messages from one {@link
 * MessageState} to the next.
 *
 * <p>Before a message is stored, all before it are stored: those to store are always at the front,
 * and while a statement stores some of the queue the others wait. While anything is to be stored,
 * queued messages are not handed over: they could only come too early.
 */
final class RecipientQueue {
  final HashedAddress to;
  private PendingMessage first;
  private PendingMessage last;
  private PendingMessage firstQueued;
  private int handedOff;
  private boolean storing;
  private boolean ackedSinceRetry;
  private Reachability reachability = Reachability.Responsive.RESPONSIVE;
  private UUID lastStored;
  private long storedAt;

  RecipientQueue(HashedAddress to) {
    this.to = to;
  }

  /** Takes a message that has just come. */
  void add(PendingMessage message) {
    if (last == null) {
      first = message;
    } else {
      last.next = message;
      message.previous = last;
    }
    last = message;
    if (firstQueued == null) {
      firstQueued = message;
    }
  }

  private void addFirst(PendingMessage message) {
    if (first == null) {
      last = message;
    } else {
      first.previous = message;
      message.next = first;
    }
    first = message;
  }

  /** Nothing more is to be done with a message. */
  void finish(PendingMessage message, Done how) {
    noLongerHandedOff(message);
    if (!message.isBeingStored()) {
      remove(message);
    }
    message.done(how);
  }

  private void noLongerHandedOff(PendingMessage message) {
    if (message.isHandedOff()) {
      handedOff--;
    }
  }

  private void remove(PendingMessage message) {
    if (message == firstQueued) {
      firstQueued = queuedFrom(message.next);
    }
    if (message.previous == null) {
      first = message.next;
    } else {
      message.previous.next = message.next;
    }
    if (message.next == null) {
      last = message.previous;
    } else {
      message.next.previous = message.previous;
    }
    message.previous = null;
    message.next = null;
  }

  private static PendingMessage queuedFrom(PendingMessage message) {
    PendingMessage next = message;
    while (next != null && !next.isQueued()) {
      next = next.next;
    }
    return next;
  }

  /** Begins to hand over the next message that may be handed over now; null if absent. */
  PendingMessage handOffNext(long now, HandoffTimeouts handoffTimeouts) {
    PendingMessage next = firstQueued;
    boolean clear = !storing && (first == null || !first.isToStore());
    if (next == null || !clear || !isReachable(now)) {
      return null;
    }
    next.handOff(handoffTimeouts);
    handedOff++;
    firstQueued = queuedFrom(next.next);
    return next;
  }

  /** The messages that are handed off, in their order. */
  List<PendingMessage> handedOff() {
    List<PendingMessage> found = new ArrayList<>();
    for (PendingMessage message = first; message != null; message = message.next) {
      if (message.isHandedOff()) {
        found.add(message);
      }
    }
    return found;
  }

  /** The message to be delivered before one of this queue; null if none is known. */
  Predecessor predecessorOf(PendingMessage message, long now) {
    if (message.previous != null) {
      return new Predecessor(message.previous.id, Predecessor.UNFINISHED);
    }
    return lastStored == null ? null : new Predecessor(lastStored, now - storedAt);
  }

  /** A message must be stored, and all before it first. */
  void storeUpTo(PendingMessage message) {
    PendingMessage older = message;
    while (older != null && !older.isToStore()) {
      noLongerHandedOff(older);
      older.toStore();
      older = older.previous;
    }
    if (firstQueued != null && !firstQueued.isQueued()) {
      firstQueued = queuedFrom(message.next);
    }
  }

  /** Everything must be stored. */
  void storeAll() {
    if (last != null) {
      storeUpTo(last);
    }
  }

  /** Whether its first message may be stored now. */
  boolean isReadyToStore() {
    return !storing && first != null && first.isToStore();
  }

  /** Begins to store; ended by storeCompleted or storeOutcomeUnknown. */
  void beginStore() {
    storing = true;
  }

  /** The first message where that is to be stored; else null. */
  PendingMessage firstToStore() {
    return first == null || !first.isToStore() ? null : first;
  }

  /** Puts the first message, which is to be stored, into a batch. */
  void moveFirstInto(StoreBatch batch) {
    PendingMessage next = first;
    remove(next);
    next.putInto(batch);
  }

  /** Ends beginStore: the outcome of each message is known. */
  void storeCompleted() {
    storing = false;
  }

  /**
   * Ends beginStore: the store is unavailable. Everything that was to be stored is queued again.
   *
   * @param unknown messages whose outcome is unknown; they go back to the front, in their order
   */
  void storeOutcomeUnknown(List<PendingMessage> unknown) {
    storing = false;
    for (int index = unknown.size() - 1; index >= 0; index--) {
      unknown.get(index).requeue();
      addFirst(unknown.get(index));
    }
    for (PendingMessage message = first; message != null; message = message.next) {
      if (message.isToStore()) {
        message.requeue();
      }
    }
    firstQueued = queuedFrom(first);
  }

  /** A recipient has acked a message, and may take another one. */
  void acked() {
    ackedSinceRetry = true;
  }

  /**
   * The store is unavailable: what was to be stored is queued again, once for all that was handed
   * over and is acked now.
   */
  void retryHandoff() {
    if (ackedSinceRetry && !storing && handedOff == 0) {
      ackedSinceRetry = false;
      storeOutcomeUnknown(List.of());
    }
  }

  /** A message is in the mailbox: what comes after it must not overtake it. */
  void stored(UUID id, long now) {
    if (lastStored == null || MessageIds.countOf(lastStored) <= MessageIds.countOf(id)) {
      lastStored = id;
      storedAt = now;
    }
  }

  /** Whether it makes sense to hand over. */
  boolean isReachable(long now) {
    return reachability.shouldTry(now);
  }

  /** Somebody listens, or is to be asked again. */
  void markResponsive() {
    reachability = Reachability.Responsive.RESPONSIVE;
  }

  /** Somebody listens; whether anybody sends receipts is another matter. */
  void markListening() {
    if (reachability instanceof Reachability.Unreachable) {
      reachability = Reachability.Responsive.RESPONSIVE;
    }
  }

  /**
   * Nobody listened.
   *
   * @param publishedAt when that was tried
   */
  void markUnreachable(long publishedAt) {
    reachability = new Reachability.Unreachable(publishedAt);
  }

  /** Whether nobody listened when that was last tried, a short while ago. */
  boolean isUnreachable(long now) {
    return reachability instanceof Reachability.Unreachable && !reachability.shouldTry(now);
  }

  /** Whether nobody listened a moment ago. */
  boolean recentlyUnreachable(long now) {
    return reachability instanceof Reachability.Unreachable unreachable
        && unreachable.isRecent(now);
  }

  /** Whether nobody sent a receipt when that was last waited for. */
  boolean isUnresponsive() {
    return reachability instanceof Reachability.Unresponsive;
  }

  void markUnresponsive(long now) {
    reachability = new Reachability.Unresponsive(now);
  }

  boolean isIdle() {
    return !storing && first == null;
  }

  /** Whether it could be recreated without loss. */
  boolean isForgettable() {
    return lastStored == null && reachability == Reachability.Responsive.RESPONSIVE;
  }
}
