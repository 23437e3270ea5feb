package org.messagingserver.delivery;

import java.util.List;
import java.util.UUID;
import org.messagingserver.delivery.ConsumerEvent.Predecessor;
import org.messagingserver.delivery.MessageState.Done;
import org.messagingserver.encryption.HashedAddress;

/**
 * The unfinished messages of one Dispatcher to one recipient, in their order, and what is known of
 * the recipient's MailboxConsumers. The lane alone moves its messages from one {@link MessageState}
 * to the next.
 *
 * <p>Before a message is stored, all before it are stored: those to store are always at the front,
 * and while a statement stores some of the lane the others wait. While anything is to be stored,
 * queued messages are not handed over: they could only come too early.
 */
final class RecipientQueue {
  final HashedAddress to;
  private PendingMessage first;
  private PendingMessage last;
  private PendingMessage firstQueued;
  private boolean storing;
  private boolean progress;
  private Reach reach = Reach.Answers.ANSWERS;
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
      last.behind = message;
      message.before = last;
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
      first.before = message;
      message.behind = first;
    }
    first = message;
  }

  /** Nothing more is to be done with a message. */
  void finish(PendingMessage message, Done how) {
    if (!message.isBeingStored()) {
      remove(message);
    }
    message.done(how);
  }

  private void remove(PendingMessage message) {
    if (message == firstQueued) {
      firstQueued = queuedFrom(message.behind);
    }
    if (message.before == null) {
      first = message.behind;
    } else {
      message.before.behind = message.behind;
    }
    if (message.behind == null) {
      last = message.before;
    } else {
      message.behind.before = message.before;
    }
    message.before = null;
    message.behind = null;
  }

  private static PendingMessage queuedFrom(PendingMessage message) {
    PendingMessage next = message;
    while (next != null && !next.isQueued()) {
      next = next.behind;
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
    firstQueued = queuedFrom(next.behind);
    return next;
  }

  /** The message to be delivered before one of this lane; null if none is known. */
  Predecessor before(PendingMessage message, long now) {
    if (message.before != null) {
      return new Predecessor(message.before.id, Predecessor.UNFINISHED);
    }
    return lastStored == null ? null : new Predecessor(lastStored, now - storedAt);
  }

  /** A message must be stored, and all before it first. */
  void storeUpTo(PendingMessage message) {
    PendingMessage older = message;
    while (older != null && !older.isToStore()) {
      older.toStore();
      older = older.before;
    }
    if (firstQueued != null && !firstQueued.isQueued()) {
      firstQueued = queuedFrom(message.behind);
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

  /** Begins to store; the lane has to come back. */
  void leave() {
    storing = true;
  }

  /** Puts the first message into a batch where that is to be stored; else returns null. */
  PendingMessage moveFirstInto(StoreBatch batch) {
    PendingMessage next = first;
    if (next == null || !next.isToStore()) {
      return null;
    }
    remove(next);
    next.putInto(batch);
    return next;
  }

  /** Ends a time of storing: the outcome of each is known. */
  void comeBack() {
    storing = false;
  }

  /**
   * Ends a time of storing: the store is away. Everything that was to be stored is queued again.
   *
   * @param unknown messages whose outcome is unknown; they go back to the front, in their order
   */
  void comeBackInVain(List<PendingMessage> unknown) {
    storing = false;
    for (int index = unknown.size() - 1; index >= 0; index--) {
      unknown.get(index).requeue();
      addFirst(unknown.get(index));
    }
    for (PendingMessage message = first; message != null; message = message.behind) {
      if (message.isToStore()) {
        message.requeue();
      }
    }
    firstQueued = queuedFrom(first);
  }

  /** A MailboxConsumer has settled a message, and may take another one. */
  void settled() {
    progress = true;
  }

  /**
   * The store is away: what was to be stored is queued again, once for all that was handed over and
   * is settled now.
   */
  void offerAgain() {
    if (progress && !storing && !isAnyHandedOff()) {
      progress = false;
      comeBackInVain(List.of());
    }
  }

  private boolean isAnyHandedOff() {
    for (PendingMessage message = last; message != null; message = message.before) {
      if (message.isHandedOff()) {
        return true;
      }
    }
    return false;
  }

  /** A message is in the mailbox: what comes behind it must not overtake it. */
  void stored(UUID id, long now) {
    if (lastStored == null || MessageIds.countOf(lastStored) <= MessageIds.countOf(id)) {
      lastStored = id;
      storedAt = now;
    }
  }

  /** Whether it makes sense to hand over. */
  boolean isReachable(long now) {
    return reach.isWorthIt(now);
  }

  /** Somebody listens, or is to be asked again. */
  void reachable() {
    reach = Reach.Answers.ANSWERS;
  }

  /** Somebody listens; whether anybody answers is another matter. */
  void heard() {
    if (reach instanceof Reach.Nobody) {
      reach = Reach.Answers.ANSWERS;
    }
  }

  /**
   * Nobody listened.
   *
   * @param asked when that was asked for
   */
  void unreachable(long asked) {
    reach = new Reach.Nobody(asked);
  }

  /** Whether nobody listened a moment ago. */
  boolean isDeserted(long now) {
    return reach instanceof Reach.Nobody nobody && nobody.isRecent(now);
  }

  void silent(long now) {
    reach = new Reach.Silent(now);
  }

  boolean isIdle() {
    return !storing && first == null;
  }

  /** Whether it could be recreated without loss. */
  boolean isBlank() {
    return lastStored == null && reach == Reach.Answers.ANSWERS;
  }
}
