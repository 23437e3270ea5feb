package org.messagingserver.mailbox;

import java.util.List;

/**
 * What waits at the front of a mailbox, oldest first.
 *
 * @param unreadable rows that this keyset cannot open; leave them out of the next read
 * @param more whether the page ended at its limit, so that more may wait behind it
 */
public record Page(List<WaitingMessage> messages, List<Long> unreadable, boolean more) {}
