package org.messagingserver.mailbox;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import org.messagingserver.encryption.HashedAddress;

/**
 * Keeps what was appended until it is deleted, expires, or its owner unregisters: an outcome of
 * {@link AppendOutcome.Stored} means that the message is committed.
 *
 * <p>Every future fails with {@link MailboxUnavailableException} while the store is away; a failed
 * append may have been committed all the same and is to be tried again with {@code retried} set.
 */
public interface Mailbox {

  /**
   * Stores messages in their order, all or none of those that may be stored.
   *
   * @return an outcome for each, in the same order
   */
  Future<List<AppendOutcome>> append(List<NewMessage> messages);

  /**
   * Reads what waits, oldest first. To read through a mailbox begin with {@link RowRange#ALL} and
   * go on from the end of each page.
   *
   * @param except rows to leave out
   * @param limit messages at most
   * @param maxBytes bytes at most, except for the first message
   * @param requester for whom; sources take turns
   */
  Future<MailboxPage> read(
      HashedAddress owner,
      RowRange rowRange,
      Collection<Long> except,
      int limit,
      long maxBytes,
      Requester requester);

  /**
   * Reads the beginning of a mailbox that is probably empty: one statement finds out for several
   * mailboxes whether anything waits, and only then are its messages read.
   *
   * @param limit messages at most
   * @param maxBytes bytes at most, except for the first message
   */
  default Future<MailboxPage> readIfAny(
      HashedAddress owner, int limit, long maxBytes, Requester requester) {
    return read(owner, RowRange.ALL, List.of(), limit, maxBytes, requester);
  }

  /** Deletes acked messages; those already gone are passed over. */
  Future<Void> delete(List<AckedRow> acked);

  /** Says of each device whether it is registered and whether anything waits for it. */
  Future<List<MailboxStatus>> status(Collection<HashedAddress> addresses);
}
