package org.messagingserver.delivery;

/**
 * Bounds what all MailboxConsumers of an event loop keep of messages that they have read and their
 * clients do not take yet. Beyond it they drop that, and read it again: a client that never acks
 * holds nothing.
 */
final class ReadAhead {
  private final long maxBytes;
  private long bytes;

  /**
   * @param maxBytes pages for some dozens of clients: one that acks needs its page for moments
   */
  ReadAhead(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean hasRoom() {
    return bytes < maxBytes;
  }

  /** A MailboxConsumer keeps so many bytes more, or fewer. */
  void change(int more) {
    bytes += more;
  }
}
