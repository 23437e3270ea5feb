package org.messagingserver.delivery;

/**
 * Where a message of a Dispatcher is: each state holds what is true in it alone, and each arrow is
 * a method of the state that it leaves.
 *
 * <pre>
 *                       ┌──────────────── Waiting ────────────────┐
 * Queued ──handOff─────▶│ HandedOff ──awaitCredit─▶ AwaitingCredit │──done: acked──▶ Done
 *  │ ▲ ▲ └─awaitCredit─▶│           ◀───handOff───                │                  ▲
 *  │ │ └─requeue─────┐  └────────────────────┬────────────────────┘                  │
 *  │ │ requeue       │                       │                                       │
 *  ▼ │ toStore       │                    toStore                                    │
 * ToStore ◀──────────┼───────────────────────┘                                       │
 *    │               │                                                               │
 *    └──putInto──▶ BeingStored ──done: committed, refused────────────────────────────┘
 *
 * AwaitingCredit ──requeue: as ToStore──▶ Queued
 * any but Done ──done: acked, its time is over──▶ Done
 * </pre>
 *
 * A Dispatcher has each message in the structures that its state names, and in no other: in a
 * {@link RecipientQueue} until a batch takes it out, in {@link HandoffTimeouts} while it is handed
 * off or waits for credit, in a {@link StoreBatch} while it is being stored, and in {@link
 * PendingMessages} until it is done. A transition that has no arrow throws.
 */
sealed interface MessageState
    permits MessageState.Queued,
        HandoffTimeouts.Waiting,
        MessageState.ToStore,
        MessageState.BeingStored,
        MessageState.Done {
  String A_MESSAGE = "a message";

  /** Goes to live MailboxConsumers, which send a receipt in time or not. */
  default HandoffTimeouts.HandedOff handOff(
      PendingMessage message, HandoffTimeouts handoffTimeouts) {
    throw new IllegalTransitionException(A_MESSAGE, this, "be handed off");
  }

  /** Waits until live MailboxConsumers have credit for it. */
  default HandoffTimeouts.AwaitingCredit awaitCredit(
      PendingMessage message, HandoffTimeouts handoffTimeouts) {
    throw new IllegalTransitionException(A_MESSAGE, this, "wait for credit");
  }

  /** Will go with one of the next statements. */
  default ToStore toStore() {
    throw new IllegalTransitionException(A_MESSAGE, this, "go to the store");
  }

  /** Goes with this statement. */
  default BeingStored putInto(StoreBatch batch) {
    throw new IllegalTransitionException(A_MESSAGE, this, "be put into a batch");
  }

  /** The store is unavailable: the message is as if it had just come. */
  default Queued requeue() {
    throw new IllegalTransitionException(A_MESSAGE, this, "be queued again");
  }

  /** Nothing more is to be done with it. */
  default Done done(Done how) {
    return how;
  }

  /** Nothing is under way for it. */
  enum Queued implements MessageState {
    QUEUED;

    @Override
    public HandoffTimeouts.HandedOff handOff(
        PendingMessage message, HandoffTimeouts handoffTimeouts) {
      return handoffTimeouts.handOff(message);
    }

    @Override
    public HandoffTimeouts.AwaitingCredit awaitCredit(
        PendingMessage message, HandoffTimeouts handoffTimeouts) {
      return handoffTimeouts.awaitCredit(message);
    }

    @Override
    public ToStore toStore() {
      return ToStore.TO_STORE;
    }
  }

  /** Goes with one of the next statements. */
  enum ToStore implements MessageState {
    TO_STORE;

    @Override
    public BeingStored putInto(StoreBatch batch) {
      return batch.beingStored();
    }

    @Override
    public Queued requeue() {
      return Queued.QUEUED;
    }
  }

  /** A statement stores it just now: the one of this batch. */
  record BeingStored(StoreBatch batch) implements MessageState {
    @Override
    public Queued requeue() {
      return Queued.QUEUED;
    }
  }

  /** The end of it. */
  enum Done implements MessageState {
    /** Its recipient has acked it; the store may hold it as well. */
    ACKED,
    /** It is in the store. */
    COMMITTED,
    /** The store does not take it, or its time is over. */
    REFUSED;

    @Override
    public Done done(Done how) {
      throw new IllegalTransitionException(A_MESSAGE, this, "be done again");
    }
  }
}
