package org.messagingserver.mailbox;

import java.util.List;

/**
 * A stretch of a mailbox, oldest first.
 *
 * @param lastRow the last row looked at; 0 where there was none
 * @param more whether the page ended at its limit, so that more may wait behind it
 */
public record Page(List<WaitingMessage> messages, long lastRow, boolean more) {}
