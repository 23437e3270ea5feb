package org.messagingserver.mailbox;

import java.util.Optional;

/**
 * Which of a mailbox's row numbers a read covers: all, or what is left of those that were there
 * when a drain began. Numbers are given before rows are committed, so a row may turn up below
 * others that were read. Messages that its sender sent after it are stored later, above all that
 * was there when the drain began: to read on up to there, and then from the front once more, never
 * brings a message before an earlier one of its sender, and spares the rows that have been read.
 *
 * @param after the last row that was read
 * @param upTo the newest that was there when the drain began
 */
public record RowRange(long after, long upTo) {
  /** The whole mailbox, from the front. */
  public static final RowRange ALL = new RowRange(0, Long.MAX_VALUE);

  /**
   * The next span to read after a page of this one; empty if no more messages wait.
   *
   * @param full whether the page ended at its limit
   * @param last the last row of a full page
   * @param newest the newest row of the mailbox
   */
  public Optional<RowRange> next(boolean full, long last, long newest) {
    long end = Math.min(upTo, newest);
    if (full && last < end) {
      return Optional.of(new RowRange(last, end));
    }
    return full || !equals(ALL) ? Optional.of(ALL) : Optional.empty();
  }
}
