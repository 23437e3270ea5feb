package org.messagingserver.delivery;

import org.messagingserver.mailbox.MailboxPage;
import org.messagingserver.mailbox.RowRange;

/**
 * One read of the mailbox. A result counts only in the {@link ConsumerState} that names its read.
 */
final class MailboxRead {
  final RowRange range;
  final long startedAt;
  final boolean showsAll;

  /** Why the mailbox is read. */
  enum Cause {
    /** An event from the bus. */
    EVENT,
    /** A login, or a look soon after it: probably nothing waits. */
    RECHECK,
    /** The sweep has found that something waits, and no notification has announced it. */
    SWEEP
  }

  /** The first page of the mailbox, and the read that brought it. */
  record FirstPage(MailboxPage page, MailboxRead read) {}

  /**
   * @param startedAt when, in milliseconds of the event loop's clock
   * @param showsAll whether it shows rows that are skipped for now, too
   */
  MailboxRead(RowRange range, long startedAt, boolean showsAll) {
    this.range = range;
    this.startedAt = startedAt;
    this.showsAll = showsAll;
  }
}
