package org.messagingserver.protocol;

/** The bytes given as a userID are not 33, or do not begin with the type byte {@code 0x05}. */
public final class InvalidUserIdException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Carries no trace: it is an answer to a client, thrown and caught within one request. */
  public InvalidUserIdException() {
    super("a userID is 33 bytes, the first of them 0x05", null, false, false);
  }
}
