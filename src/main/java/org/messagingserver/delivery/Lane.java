package org.messagingserver.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.messagingserver.delivery.InboxEvent.Predecessor;
import org.messagingserver.delivery.Outgoing.Stage;
import org.messagingserver.encryption.HashedAddress;

/**
 * The unfinished messages of one Outbox to one recipient, in their order, and what is known of the
 * recipient's Inboxes.
 *
 * <pre>
 *            lane clear, Inboxes listen           Settled
 *   FRESH ───────────────────────▶ HANDED_OVER ──────────▶ finished
 *     │  ▲                             │                      ▲
 *     │  │ store away                  │ Behind, nobody,      │ committed, refused
 *     │  └──────────────┐              │ no answer in time    │
 *     │                 │              ▼                      │
 *     └──────────▶ TO_STORE ──────▶ STORING ──────────────────┘
 *      nobody listens, or a later one goes there
 * </pre>
 *
 * Before a message is stored, all before it are stored: those TO_STORE are always at the front, and
 * while a statement stores some of the lane the others wait. While anything is to be stored, fresh
 * messages are not handed over: they could only come too early.
 */
final class Lane {
  /** Where nobody listened it is tried again this long after. */
  private static final long ABSENCE_MILLIS = 1000;

  /** Where nobody answered: each attempt costs a wait. */
  private static final long SILENCE_MILLIS = 5000;

  private enum Reach {
    /** An Inbox answers, or nothing is known. */
    ANSWERS,
    /** Nobody listened when something was last published. */
    NOBODY,
    /** No Inbox answered in time. */
    SILENT
  }

  final HashedAddress to;
  private final Deque<Outgoing> fresh = new ArrayDeque<>();
  private Outgoing first;
  private Outgoing last;
  private boolean storing;
  private boolean progress;
  private Reach reach = Reach.ANSWERS;
  private long since;
  private UUID lastStored;
  private long storedAt;

  Lane(HashedAddress to) {
    this.to = to;
  }

  void add(Outgoing message) {
    if (last == null) {
      first = message;
    } else {
      last.behind = message;
      message.before = last;
    }
    last = message;
    fresh.addLast(message);
  }

  private void addFirst(Outgoing message) {
    if (first == null) {
      last = message;
    } else {
      first.before = message;
      message.behind = first;
    }
    first = message;
  }

  /** Takes out a message that is not being stored. */
  void remove(Outgoing message) {
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
    if (message.stage == Stage.FRESH) {
      fresh.remove(message);
    }
  }

  /** The next message that may be handed over now; null if absent. */
  Outgoing nextToHandOver(long now) {
    boolean clear = !storing && (first == null || first.stage != Stage.TO_STORE);
    if (!clear || !isReachable(now)) {
      return null;
    }
    Outgoing next = fresh.pollFirst();
    if (next != null) {
      next.stage = Stage.HANDED_OVER;
    }
    return next;
  }

  /** Whether it makes sense to hand over. */
  boolean isReachable(long now) {
    return switch (reach) {
      case ANSWERS -> true;
      case NOBODY -> now - since >= ABSENCE_MILLIS;
      case SILENT -> now - since >= SILENCE_MILLIS;
    };
  }

  /** The message to be delivered before one of this lane; null if none is known. */
  Predecessor before(Outgoing message, long now) {
    if (message.before != null) {
      return new Predecessor(message.before.id, Predecessor.UNFINISHED);
    }
    return lastStored == null ? null : new Predecessor(lastStored, now - storedAt);
  }

  /** A message must be stored, and all before it first. */
  void storeUpTo(Outgoing message) {
    boolean anyFresh = false;
    Outgoing older = message;
    while (older != null && older.stage != Stage.TO_STORE) {
      anyFresh |= older.stage == Stage.FRESH;
      older.stage = Stage.TO_STORE;
      older = older.before;
    }
    if (anyFresh) {
      fresh.removeIf(any -> any.stage != Stage.FRESH);
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
    return !storing && first != null && first.stage == Stage.TO_STORE;
  }

  /** Begins to store; the lane has to come back. */
  void leave() {
    storing = true;
  }

  /** Takes the first message where that is to be stored, else null. */
  Outgoing pollToStore() {
    Outgoing next = first;
    if (next == null || next.stage != Stage.TO_STORE) {
      return null;
    }
    remove(next);
    next.stage = Stage.STORING;
    return next;
  }

  /** Ends a time of storing: the outcome of each is known. */
  void comeBack() {
    storing = false;
  }

  /**
   * Ends a time of storing: the store is away. Everything that was to be stored is fresh again.
   *
   * @param unknown messages whose outcome is unknown; they go back to the front, in their order
   */
  void comeBackInVain(List<Outgoing> unknown) {
    storing = false;
    for (int index = unknown.size() - 1; index >= 0; index--) {
      addFirst(unknown.get(index));
    }
    fresh.clear();
    for (Outgoing message = first; message != null; message = message.behind) {
      if (message.stage != Stage.HANDED_OVER) {
        message.stage = Stage.FRESH;
        fresh.addLast(message);
      }
    }
  }

  /** An Inbox has settled a message, and may take another one. */
  void settled() {
    progress = true;
  }

  /**
   * The store is away: what was to be stored is fresh again, once for all that was handed over and
   * is settled now.
   */
  void offerAgain() {
    if (progress && !storing && !isAnyHandedOver()) {
      progress = false;
      comeBackInVain(List.of());
    }
  }

  private boolean isAnyHandedOver() {
    for (Outgoing message = last; message != null; message = message.before) {
      if (message.stage == Stage.HANDED_OVER) {
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

  /** Somebody listens, or is to be asked again. */
  void reachable() {
    reach = Reach.ANSWERS;
  }

  /** Somebody listens; whether anybody answers is another matter. */
  void heard() {
    if (reach == Reach.NOBODY) {
      reach = Reach.ANSWERS;
    }
  }

  /**
   * Nobody listened.
   *
   * @param asked when that was asked for
   */
  void unreachable(long asked) {
    reach = Reach.NOBODY;
    since = asked;
  }

  /** Whether nobody listened a moment ago: who has come since looks again by itself. */
  boolean isDeserted(long now) {
    return reach == Reach.NOBODY && now - since <= Inbox.SOON_MILLIS;
  }

  void silent(long now) {
    reach = Reach.SILENT;
    since = now;
  }

  boolean isIdle() {
    return !storing && first == null;
  }

  /** Whether it could be recreated without loss. */
  boolean isBlank() {
    return lastStored == null && reach == Reach.ANSWERS;
  }
}
