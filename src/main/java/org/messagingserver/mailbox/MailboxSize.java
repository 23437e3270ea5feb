package org.messagingserver.mailbox;

/**
 * How much waits in a mailbox.
 *
 * @param messages of the device's present registration, not expired
 * @param bytes of them, as stored
 */
record MailboxSize(long messages, long bytes) {

  /** With so much more. */
  MailboxSize and(long size) {
    return new MailboxSize(messages + 1, bytes + size);
  }
}
