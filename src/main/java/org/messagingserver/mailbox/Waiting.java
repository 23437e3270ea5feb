package org.messagingserver.mailbox;

/**
 * How much waits in a mailbox.
 *
 * @param messages of the device's present registration, not expired
 * @param bytes of them, as stored
 */
record Waiting(long messages, long bytes) {

  /** With so much more. */
  Waiting and(long size) {
    return new Waiting(messages + 1, bytes + size);
  }
}
