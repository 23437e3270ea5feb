package org.messagingserver.delivery;

import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.messagingserver.delivery.MailboxRead.Cause;
import org.messagingserver.delivery.MailboxRead.FirstPage;
import org.messagingserver.mailbox.RowRange;
import org.messagingserver.mailbox.WaitingMessage;

/**
 * The state of a MailboxConsumer towards its mailbox.
 *
 * <pre>
 *             registered, notification              notification, sweep
 *   Unregistered ─────────────────▶ Reading ◀───────────────────── CaughtUp
 *      ▲                            │  │  ▲                          ▲
 *      │ unregistered               │  │  │ full page,               │ short page,
 *      │ (from any)                 │  │  └─or a notification        │ no notification
 *                                   │  └─────────────────────────────┘
 *                   no credit ┌─────┴─────┐ read failed
 *                             ▼           ▼
 *                        OutOfCredit   Retrying     (credit, pause over: back to Reading)
 *
 *   Subscribing ──▶ Unregistered or Reading          any ──▶ Closed
 * </pre>
 *
 * If the client takes nothing when a read would begin, the consumer is OutOfCredit instead. Each
 * state holds what is true in it alone, and each arrow is a method of the state that it leaves.
 *
 * <p>Messages that are handed over are taken in CaughtUp, and in Reading and Retrying unless older
 * ones are known to wait; elsewhere they are declined.
 */
sealed interface ConsumerState {
  String A_CONSUMER = "a consumer";

  /** The knowledge about messages that wait in the store and have not been delivered. */
  enum Backlog {
    /** None, or a few that a notification has announced just now. */
    NONE,
    /** More than one read shows; notifications have announced them. */
    ANNOUNCED,
    /** Nothing: the mailbox has not been read through. */
    UNKNOWN;

    /** There is a backlog. */
    Backlog known() {
      return this == NONE ? ANNOUNCED : this;
    }
  }

  /**
   * Whether a message that is handed over may be delivered.
   *
   * @param nothingInFlight whether the client has acked all that it was sent
   */
  default boolean takesHandedOver(boolean nothingInFlight) {
    return false;
  }

  /** Whether a message that is not taken now may be if it is handed over again a moment later. */
  default boolean takesLater() {
    return false;
  }

  /** Bytes of messages that have been read and are kept until the client takes them. */
  default int keptBytes() {
    return 0;
  }

  /** The reason for its reads. */
  default Cause cause() {
    return Cause.EVENT;
  }

  /**
   * A notification has come, or the message has been found: the sweep is not the only one that
   * knows.
   */
  default ConsumerState announced() {
    return this;
  }

  /**
   * Begins a read.
   *
   * @param why the cause, if nothing was known to wait
   */
  default Reading read(MailboxRead read, Cause why) {
    throw new IllegalTransitionException(A_CONSUMER, this, "read");
  }

  /**
   * Reads later, since the client takes nothing now.
   *
   * @param next the rows to read then
   * @param why the cause, if nothing was known to wait
   */
  default OutOfCredit outOfCredit(RowRange next, Cause why) {
    throw new IllegalTransitionException(A_CONSUMER, this, "run out of credit");
  }

  /** The device is not registered. */
  default Unregistered unregister() {
    return new Unregistered();
  }

  /** The socket is gone. */
  default Closed close() {
    return new Closed();
  }

  /**
   * On the bus, but the client does not know yet that it is logged in.
   *
   * @param notified whether something came over the bus meanwhile
   * @param first the first page of the mailbox, once it has been read
   */
  record Subscribing(boolean notified, Optional<FirstPage> first) implements ConsumerState {
    Subscribing markNotified() {
      return new Subscribing(true, first);
    }

    Subscribing firstPageRead(FirstPage page) {
      return new Subscribing(notified, Optional.of(page));
    }

    /** Shows the first page to the client. */
    Reading deliverFirstPage(FirstPage page) {
      return new Reading(Backlog.UNKNOWN, Cause.EVENT, page.read(), false);
    }
  }

  /** The device is not registered: nothing waits. */
  record Unregistered() implements ConsumerState {
    @Override
    public Reading read(MailboxRead read, Cause why) {
      return new Reading(Backlog.UNKNOWN, Cause.EVENT, read, false);
    }

    @Override
    public OutOfCredit outOfCredit(RowRange next, Cause why) {
      return new OutOfCredit(Backlog.UNKNOWN, Cause.EVENT, Collections.emptyIterator(), next, 0);
    }
  }

  /** All that is known to wait has been delivered; reads on a notification or the sweep. */
  record CaughtUp() implements ConsumerState {
    @Override
    public boolean takesHandedOver(boolean nothingInFlight) {
      return true;
    }

    @Override
    public Reading read(MailboxRead read, Cause why) {
      return new Reading(Backlog.NONE, why, read, false);
    }

    @Override
    public OutOfCredit outOfCredit(RowRange next, Cause why) {
      return new OutOfCredit(Backlog.ANNOUNCED, why, Collections.emptyIterator(), next, 0);
    }
  }

  /**
   * A read is under way.
   *
   * @param notified whether something has been stored since it began
   */
  record Reading(Backlog backlog, Cause cause, MailboxRead read, boolean notified)
      implements ConsumerState {
    @Override
    public boolean takesHandedOver(boolean nothingInFlight) {
      return backlog == Backlog.NONE;
    }

    @Override
    public boolean takesLater() {
      return backlog != Backlog.UNKNOWN;
    }

    @Override
    public Reading announced() {
      return new Reading(backlog, Cause.EVENT, read, notified);
    }

    @Override
    public Reading read(MailboxRead next, Cause why) {
      return new Reading(backlog, cause, next, false);
    }

    @Override
    public OutOfCredit outOfCredit(RowRange next, Cause why) {
      return outOfCredit(Collections.emptyIterator(), next, 0);
    }

    /** Keeps the rest of a page that the client does not take now. */
    OutOfCredit outOfCredit(Iterator<WaitingMessage> ahead, RowRange next, int keptBytes) {
      return new OutOfCredit(backlog.known(), cause, ahead, next, keptBytes);
    }

    Reading markNotified() {
      return new Reading(backlog, cause, read, true);
    }

    /** The page was full: more waits. */
    Reading pageWasFull() {
      return new Reading(backlog.known(), cause, read, notified);
    }

    /** The device was not registered when the read began. */
    Reading notRegistered() {
      return new Reading(Backlog.UNKNOWN, cause, read, notified);
    }

    /**
     * The mailbox has been read through: only messages that notifications announced meanwhile wait.
     */
    Reading readThrough() {
      return new Reading(Backlog.NONE, cause, read, notified);
    }

    CaughtUp caughtUp() {
      return new CaughtUp();
    }

    Retrying fail() {
      return new Retrying(backlog, cause);
    }
  }

  /**
   * More may wait than the client or its socket takes just now.
   *
   * @param ahead what has been read of it, oldest first
   * @param next where to read on
   * @param keptBytes bytes of the page that holds {@code ahead}
   */
  record OutOfCredit(
      Backlog backlog, Cause cause, Iterator<WaitingMessage> ahead, RowRange next, int keptBytes)
      implements ConsumerState {
    @Override
    public boolean takesLater() {
      return backlog != Backlog.UNKNOWN;
    }

    @Override
    public OutOfCredit announced() {
      return new OutOfCredit(backlog, Cause.EVENT, ahead, next, keptBytes);
    }

    @Override
    public Reading read(MailboxRead read, Cause why) {
      return new Reading(backlog, cause, read, false);
    }

    @Override
    public OutOfCredit outOfCredit(RowRange more, Cause why) {
      return new OutOfCredit(backlog.known(), cause, Collections.emptyIterator(), more, 0);
    }

    /** The client has taken all that has been read. */
    OutOfCredit delivered() {
      return new OutOfCredit(backlog, cause, Collections.emptyIterator(), next, 0);
    }
  }

  /**
   * The store did not respond; a timer will read again. Conversations go on meanwhile: the
   * announcements tell which messages they would overtake.
   */
  record Retrying(Backlog backlog, Cause cause) implements ConsumerState {
    @Override
    public boolean takesHandedOver(boolean nothingInFlight) {
      return backlog == Backlog.NONE || (backlog == Backlog.ANNOUNCED && nothingInFlight);
    }

    @Override
    public Retrying announced() {
      return new Retrying(backlog, Cause.EVENT);
    }

    @Override
    public Reading read(MailboxRead read, Cause why) {
      return new Reading(backlog, cause, read, false);
    }

    @Override
    public OutOfCredit outOfCredit(RowRange next, Cause why) {
      return new OutOfCredit(backlog.known(), cause, Collections.emptyIterator(), next, 0);
    }
  }

  /** The socket is gone, or no longer served: nothing leads back. */
  record Closed() implements ConsumerState {
    @Override
    public Unregistered unregister() {
      throw new IllegalTransitionException(A_CONSUMER, this, "be unregistered");
    }

    @Override
    public Closed close() {
      throw new IllegalTransitionException(A_CONSUMER, this, "close");
    }
  }
}
