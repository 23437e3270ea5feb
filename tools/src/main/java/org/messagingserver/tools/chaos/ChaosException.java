package org.messagingserver.tools.chaos;

/** The run could not be carried out; the message is one line for the user. */
final class ChaosException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ChaosException(String message) {
    super(message, null, false, false);
  }
}
