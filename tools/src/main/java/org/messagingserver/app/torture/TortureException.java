package org.messagingserver.app.torture;

/** A run could not be carried out; the message is one line for the user. */
final class TortureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TortureException(String message) {
    super(message, null, false, false);
  }
}
