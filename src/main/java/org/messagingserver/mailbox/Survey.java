package org.messagingserver.mailbox;

import org.messagingserver.vault.HashedAddress;

/**
 * What the store says of one device.
 *
 * @param registered whether it is registered
 * @param waiting whether at least one message waits for it
 */
public record Survey(HashedAddress address, boolean registered, boolean waiting) {}
