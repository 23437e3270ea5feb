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
 *                 registered, hint                      hint, sweep
 *   Unregistered ─────────────────▶ Reading ◀───────────────────── CaughtUp
 *      ▲                            │  │  ▲                          ▲
 *      │ unregistered               │  │  │ full page,               │ short page,
 *      │ (from any)                 │  │  └─or a hint meanwhile      │ no hint meanwhile
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
    /** None, or a few that a hint has announced just now. */
    NONE,
    /** More than one read shows; hints have announced them. */
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

  /** Bytes of messages that have been read and are kept until the client takes them. */
  default int kept() {
    return 0;
  }

  /** The reason for its reads. */
  default Cause cause() {
    return Cause.EVENT;
  }

  /** A hint has come, or the message has been found: the sweep is not the only one that knows. */
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
  default OutOfCredit park(RowRange next, Cause why) {
    throw new IllegalTransitionException(A_CONSUMER, this, "park");
  }

  /** The device is not registered. */
  default Unregistered sleep() {
    return new Unregistered();
  }

  /** The socket is gone. */
  default Closed close() {
    return new Closed();
  }

  /**
   * On the bus, but the client does not know yet that it is logged in.
   *
   * @param hinted whether something came over the bus meanwhile
   * @param first the first page of the mailbox, once it has been read
   */
  record Subscribing(boolean hinted, Optional<FirstPage> first) implements ConsumerState {
    Subscribing hear() {
      return new Subscribing(true, first);
    }

    Subscribing opened(FirstPage page) {
      return new Subscribing(hinted, Optional.of(page));
    }

    /** Shows the first page to the client. */
    Reading show(FirstPage page) {
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
    public OutOfCredit park(RowRange next, Cause why) {
      return new OutOfCredit(Backlog.UNKNOWN, Cause.EVENT, Collections.emptyIterator(), next, 0);
    }
  }

  /** All that is known to wait has been delivered; reads on a hint or the sweep. */
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
    public OutOfCredit park(RowRange next, Cause why) {
      return new OutOfCredit(Backlog.ANNOUNCED, why, Collections.emptyIterator(), next, 0);
    }
  }

  /**
   * A read is under way.
   *
   * @param hinted whether something has been stored since it began
   */
  record Reading(Backlog backlog, Cause cause, MailboxRead read, boolean hinted)
      implements ConsumerState {
    @Override
    public boolean takesHandedOver(boolean nothingInFlight) {
      return backlog == Backlog.NONE;
    }

    @Override
    public Reading announced() {
      return new Reading(backlog, Cause.EVENT, read, hinted);
    }

    @Override
    public Reading read(MailboxRead next, Cause why) {
      return new Reading(backlog, cause, next, false);
    }

    @Override
    public OutOfCredit park(RowRange next, Cause why) {
      return park(Collections.emptyIterator(), next, 0);
    }

    /** Keeps the rest of a page that the client does not take now. */
    OutOfCredit park(Iterator<WaitingMessage> ahead, RowRange next, int kept) {
      return new OutOfCredit(backlog.known(), cause, ahead, next, kept);
    }

    Reading hint() {
      return new Reading(backlog, cause, read, true);
    }

    /** The page was full: more waits. */
    Reading full() {
      return new Reading(backlog.known(), cause, read, hinted);
    }

    /** The mailbox has been read through: only messages that hints announced meanwhile wait. */
    Reading through() {
      return new Reading(Backlog.NONE, cause, read, hinted);
    }

    CaughtUp live() {
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
   * @param kept bytes of the page that holds {@code ahead}
   */
  record OutOfCredit(
      Backlog backlog, Cause cause, Iterator<WaitingMessage> ahead, RowRange next, int kept)
      implements ConsumerState {
    @Override
    public OutOfCredit announced() {
      return new OutOfCredit(backlog, Cause.EVENT, ahead, next, kept);
    }

    @Override
    public Reading read(MailboxRead read, Cause why) {
      return new Reading(backlog, cause, read, false);
    }

    @Override
    public OutOfCredit park(RowRange more, Cause why) {
      return new OutOfCredit(backlog.known(), cause, Collections.emptyIterator(), more, 0);
    }

    /** The client has taken all that has been read. */
    OutOfCredit delivered() {
      return new OutOfCredit(backlog, cause, Collections.emptyIterator(), next, 0);
    }
  }

  /**
   * The store did not answer; a timer will read again. Conversations go on meanwhile: the
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
    public OutOfCredit park(RowRange next, Cause why) {
      return new OutOfCredit(backlog.known(), cause, Collections.emptyIterator(), next, 0);
    }
  }

  /** The socket is gone, or no longer served: nothing leads back. */
  record Closed() implements ConsumerState {
    @Override
    public Unregistered sleep() {
      throw new IllegalTransitionException(A_CONSUMER, this, "sleep");
    }

    @Override
    public Closed close() {
      throw new IllegalTransitionException(A_CONSUMER, this, "close");
    }
  }
}
