package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How long messages may wait for credit and for a receipt, both together: the same for all, so
 * oldest first. Exactly the messages whose state is {@link Waiting} are here; the states are linked
 * with one another, since each message comes and goes here.
 */
final class HandoffTimeouts {
  /** A timer that is later tells that the event loop, or the whole process, stood still. */
  private static final long STALL_MILLIS = 25;

  /** The event loop reads in this time what has come meanwhile. */
  private static final long AFTER_STALL_MILLIS = 5;

  private final EventLoop eventLoop;
  private final long millis;
  private final Consumer<List<PendingMessage>> onTimeout;

  /** Before the oldest and behind the newest. */
  private final Waiting sentinel = new HandedOff(null, Long.MAX_VALUE);

  private boolean armed;

  /** The first receipt decides, or that none comes in time. */
  abstract static sealed class Waiting implements MessageState permits HandedOff, AwaitingCredit {
    final PendingMessage message;
    final long until;
    private Waiting older = this;
    private Waiting newer = this;

    private Waiting(PendingMessage message, long until) {
      this.message = message;
      this.until = until;
    }

    /** Whether no receipt is waited for any more. */
    boolean isOver(long now) {
      return now >= until;
    }

    private void linkBefore(Waiting next) {
      older = next.older;
      newer = next;
      older.newer = this;
      newer.older = this;
    }

    final void unlink() {
      older.newer = newer;
      newer.older = older;
      older = this;
      newer = this;
    }

    /** The same wait goes on in another state. */
    final void continueAs(Waiting next) {
      next.linkBefore(this);
      unlink();
    }

    @Override
    public ToStore toStore() {
      unlink();
      return ToStore.TO_STORE;
    }

    @Override
    public Done done(Done how) {
      unlink();
      return how;
    }
  }

  /** On its way to live MailboxConsumers. */
  static final class HandedOff extends Waiting {
    private HandedOff(PendingMessage message, long until) {
      super(message, until);
    }

    @Override
    public AwaitingCredit awaitCredit(PendingMessage same, HandoffTimeouts handoffTimeouts) {
      AwaitingCredit next = new AwaitingCredit(message, until);
      continueAs(next);
      return next;
    }
  }

  /** Its recipient takes no more now: it is offered, perhaps again, when there is credit. */
  static final class AwaitingCredit extends Waiting {
    private AwaitingCredit(PendingMessage message, long until) {
      super(message, until);
    }

    @Override
    public Queued requeue() {
      unlink();
      return Queued.QUEUED;
    }

    @Override
    public HandedOff handOff(PendingMessage same, HandoffTimeouts handoffTimeouts) {
      HandedOff next = new HandedOff(message, until);
      continueAs(next);
      return next;
    }
  }

  /**
   * @param onTimeout is to store messages for which no receipt came in time
   */
  HandoffTimeouts(EventLoop eventLoop, long millis, Consumer<List<PendingMessage>> onTimeout) {
    this.eventLoop = eventLoop;
    this.millis = millis;
    this.onTimeout = onTimeout;
  }

  /** The state of a message that goes to live MailboxConsumers now. */
  HandedOff handOff(PendingMessage message) {
    HandedOff state = new HandedOff(message, eventLoop.millis() + millis);
    start(state);
    return state;
  }

  /** The state of a message for which its recipient has no credit now. */
  AwaitingCredit awaitCredit(PendingMessage message) {
    AwaitingCredit state = new AwaitingCredit(message, eventLoop.millis() + millis);
    start(state);
    return state;
  }

  private void start(Waiting state) {
    state.linkBefore(sentinel);
    arm();
  }

  private void arm() {
    if (!armed && sentinel.newer != sentinel) {
      armed = true;
      long due = sentinel.newer.until;
      eventLoop.after(due - eventLoop.millis(), () -> timeUp(due));
    }
  }

  /** An event loop that stood still has receipts to read first. */
  private void timeUp(long due) {
    if (eventLoop.millis() - due > STALL_MILLIS) {
      eventLoop.after(AFTER_STALL_MILLIS, this::expire);
    } else {
      expire();
    }
  }

  private void expire() {
    List<PendingMessage> expired = new ArrayList<>();
    long now = eventLoop.millis();
    for (Waiting oldest = sentinel.newer; oldest.until <= now; oldest = oldest.newer) {
      expired.add(oldest.message);
    }
    try {
      onTimeout.accept(expired);
    } finally {
      armed = false;
      arm();
    }
  }
}
