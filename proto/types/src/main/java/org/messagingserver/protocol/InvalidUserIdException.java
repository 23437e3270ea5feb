package org.messagingserver.protocol;

/** A userID does not have 33 bytes, or does not begin with the type byte {@code 0x05}. */
public final class InvalidUserIdException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Without a stack trace: it becomes an answer to a client, within one request. */
  public InvalidUserIdException() {
    super("a userID is 33 bytes, the first of them 0x05", null, false, false);
  }
}
