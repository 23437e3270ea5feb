package org.messagingserver.delivery;

/** A MailboxConsumer could not be opened, since the store or the bus did not answer. */
public final class ConsumerUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ConsumerUnavailableException() {
    super("the store or the bus did not answer", null, false, false);
  }
}
