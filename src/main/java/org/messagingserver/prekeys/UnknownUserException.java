package org.messagingserver.prekeys;

/** The user has no registered device. */
public final class UnknownUserException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownUserException() {
    super("the user has no registered device", null, false, false);
  }
}
