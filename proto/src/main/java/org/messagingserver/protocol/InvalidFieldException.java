package org.messagingserver.protocol;

/** A field of a message has a value that the protocol forbids. */
public final class InvalidFieldException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Without a stack trace: it becomes an answer to a client, within one request.
   *
   * @param message may be shown to the client, and contains nothing of the value
   */
  public InvalidFieldException(String message) {
    super(message, null, false, false);
  }
}
