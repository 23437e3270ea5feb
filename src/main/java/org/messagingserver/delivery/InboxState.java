package org.messagingserver.delivery;

import java.util.Iterator;
import java.util.Optional;
import org.messagingserver.mailbox.MailboxPage;
import org.messagingserver.mailbox.RowRange;
import org.messagingserver.mailbox.WaitingMessage;

/**
 * The state of an Inbox towards its mailbox.
 *
 * <pre>
 *            registered, hint                     hint, sweep
 *   Dormant ─────────────────▶ Reading ◀─────────────────────── Live
 *      ▲                       │  │  ▲                           ▲
 *      │ unregistered          │  │  │ full page,                │ short page,
 *      │ (from any)            │  │  └─or a hint meanwhile       │ no hint meanwhile
 *                              │  └──────────────────────────────┘
 *              no credit ┌─────┴─────┐ read failed
 *                        ▼           ▼
 *                      Parked     Retrying     (credit, pause over: back to Reading)
 *
 *   Opening ──▶ Dormant, Reading, Parked or Live          any ──▶ Closed
 * </pre>
 *
 * Messages that are handed over are taken in Live, and in Reading and Retrying unless older ones
 * are known to wait; elsewhere they are declined.
 */
sealed interface InboxState {

  /** The knowledge about messages that wait in the store and have not been delivered. */
  enum Backlog {
    /** None, or a few that a hint has announced just now. */
    NONE,
    /** More than one read shows; hints have announced them. */
    ANNOUNCED,
    /** Nothing: the mailbox has not been read through. */
    UNKNOWN
  }

  /**
   * Whether a message that is handed over may be delivered.
   *
   * @param nothingInFlight whether the client has acked all that it was sent
   */
  default boolean takesHandedOver(boolean nothingInFlight) {
    return false;
  }

  /**
   * On the bus, but the client does not know yet that it is logged in.
   *
   * @param hinted whether something came over the bus meanwhile
   * @param first the first page of the mailbox, once it has been read
   */
  record Opening(boolean hinted, Optional<MailboxPage> first) implements InboxState {
    Opening hear() {
      return new Opening(true, first);
    }

    Opening read(MailboxPage mailboxPage) {
      return new Opening(hinted, Optional.of(mailboxPage));
    }
  }

  /** The device is not registered: nothing waits. */
  record Dormant() implements InboxState {}

  /** All that is known to wait has been delivered; reads on a hint or the sweep. */
  record Live() implements InboxState {
    @Override
    public boolean takesHandedOver(boolean nothingInFlight) {
      return true;
    }
  }

  /**
   * A read is under way.
   *
   * @param hinted whether something has been stored since it began
   */
  record Reading(Backlog backlog, boolean hinted) implements InboxState {
    Reading hint() {
      return new Reading(backlog, true);
    }

    @Override
    public boolean takesHandedOver(boolean nothingInFlight) {
      return backlog == Backlog.NONE;
    }
  }

  /**
   * More may wait than the client or its socket takes just now.
   *
   * @param ahead what has been read of it, oldest first
   * @param next where to read on
   */
  record Parked(Backlog backlog, Iterator<WaitingMessage> ahead, RowRange next)
      implements InboxState {}

  /**
   * The store did not answer; a timer will read again. Conversations go on meanwhile: the
   * announcements tell which messages they would overtake.
   */
  record Retrying(Backlog backlog) implements InboxState {
    @Override
    public boolean takesHandedOver(boolean nothingInFlight) {
      return backlog == Backlog.NONE || (backlog == Backlog.ANNOUNCED && nothingInFlight);
    }
  }

  /** The socket is gone, or no longer served. */
  record Closed() implements InboxState {}
}
