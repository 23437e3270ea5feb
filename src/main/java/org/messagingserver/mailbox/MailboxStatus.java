package org.messagingserver.mailbox;

import org.messagingserver.encryption.HashedAddress;

/**
 * The state of one device in the store.
 *
 * @param registered whether it is registered
 * @param waiting whether at least one message waits for it
 */
public record MailboxStatus(HashedAddress address, boolean registered, boolean waiting) {}
