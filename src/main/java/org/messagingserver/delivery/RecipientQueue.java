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
  private PendingMessage firstAwaitingCredit;
  private PendingMessage firstQueued;
  private int size;
  private int handedOff;
  private Congestion congestion;
  private boolean storing;
  private boolean ackedSinceRetry;
  private Reachability reachability = Reachability.Responsive.RESPONSIVE;
  private UUID lastTaken;
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
    size++;
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
    size++;
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
    if (message == firstAwaitingCredit) {
      firstAwaitingCredit = awaitingCreditFrom(message.next);
    }
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
    size--;
    if (size == 0) {
      congestion = null;
    }
  }

  private static PendingMessage awaitingCreditFrom(PendingMessage message) {
    PendingMessage next = message;
    while (next != null && !next.isAwaitingCredit()) {
      next = next.next;
    }
    return next;
  }

  private static PendingMessage queuedFrom(PendingMessage message) {
    PendingMessage next = message;
    while (next != null && !next.isQueued()) {
      next = next.next;
    }
    return next;
  }

  /**
   * Begins to hand over the next message that may be handed over now; null if absent. Without
   * credit for it, all that could be handed over begin to wait.
   *
   * @param maxOffered messages that any recipient takes at once, at most
   */
  PendingMessage handOffNext(long now, HandoffTimeouts handoffTimeouts, int maxOffered) {
    PendingMessage next = earlier(firstAwaitingCredit, firstQueued);
    if (next == null || !isClear() || !isReachable(now)) {
      return null;
    }
    if (!hasCredit(maxOffered)) {
      awaitCredit(now, handoffTimeouts, maxOffered);
      return null;
    }
    if (next == firstQueued) {
      firstQueued = queuedFrom(next.next);
    } else {
      firstAwaitingCredit = awaitingCreditFrom(next.next);
    }
    next.handOff(handoffTimeouts);
    handedOff++;
    return next;
  }

  private static PendingMessage earlier(PendingMessage one, PendingMessage other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return MessageIds.countOf(one.id) <= MessageIds.countOf(other.id) ? one : other;
  }

  /** Whether nothing is to be stored before those that may be handed over. */
  private boolean isClear() {
    return !storing && (first == null || !first.isToStore());
  }

  private boolean hasCredit(int maxOffered) {
    return handedOff < offered(maxOffered);
  }

  private int offered(int maxOffered) {
    return congestion == null ? maxOffered : congestion.offered();
  }

  private void awaitCredit(long now, HandoffTimeouts handoffTimeouts, int maxOffered) {
    if (congestion == null) {
      congestion = new Congestion(maxOffered, now);
    }
    firstAwaitingCredit = earlier(firstAwaitingCredit, firstQueued);
    while (firstQueued != null) {
      firstQueued.awaitCredit(handoffTimeouts);
      firstQueued = queuedFrom(firstQueued.next);
    }
  }

  /**
   * A recipient had no credit for a message: it waits, and all behind it.
   *
   * @param maxOffered messages that any recipient takes at once, at most
   */
  void noCredit(PendingMessage message, long now, HandoffTimeouts handoffTimeouts, int maxOffered) {
    PendingMessage behind = message;
    while (behind != null && behind.isHandedOff()) {
      behind.awaitCredit(handoffTimeouts);
      handedOff--;
      behind = behind.next;
    }
    firstAwaitingCredit = earlier(firstAwaitingCredit, message);
    if (congestion == null) {
      congestion = new Congestion(maxOffered, now);
    }
    congestion.noCredit(handedOff);
  }

  /** A recipient has credit again. */
  void credit() {
    if (congestion != null) {
      congestion.credit();
    }
  }

  /**
   * Whether more wait for credit than get it soon enough.
   *
   * @param maxOffered messages that any recipient takes at once, at most
   */
  boolean isOverfull(long now, int maxOffered) {
    int waiting = size - Math.max(handedOff, offered(maxOffered));
    return isClear() && waiting > 0 && waiting > mayWait(now);
  }

  private int mayWait(long now) {
    return congestion == null ? Congestion.WAITING_WITHOUT_RATE : congestion.mayWait(now);
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
    if (message.previous != null || storing) {
      UUID before = message.previous == null ? lastTaken : message.previous.id;
      return new Predecessor(before, Predecessor.UNFINISHED);
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
    if (firstAwaitingCredit != null && !firstAwaitingCredit.isAwaitingCredit()) {
      firstAwaitingCredit = awaitingCreditFrom(message.next);
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
    lastTaken = next.id;
    next.putInto(batch);
  }

  /** Ends beginStore: the outcome of each message is known. */
  void storeCompleted() {
    storing = false;
    congestion = null;
  }

  /**
   * Ends beginStore: the store is unavailable. Everything that was to be stored is queued again,
   * and what waits for credit with it, so that all goes in its order.
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
      if (message.isToStore() || message.isAwaitingCredit()) {
        message.requeue();
      }
    }
    congestion = null;
    firstAwaitingCredit = null;
    firstQueued = queuedFrom(first);
  }

  /** A recipient has acked a message, and may take another one. */
  void acked(long now) {
    ackedSinceRetry = true;
    if (congestion != null) {
      congestion.acked(now);
    }
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
