package org.messagingserver.client;

/** Why something asked of a connection did not happen, or cannot be known to have happened. */
public abstract sealed class ClientException extends RuntimeException
    permits ServerRefusedException,
        OutcomeUnknownException,
        QueueFullException,
        ConnectionClosedException,
        ConnectFailedException {
  private static final long serialVersionUID = 1;

  /** Carries no trace: it is made on the event loop, far from the caller. */
  ClientException(String message) {
    this(message, null);
  }

  ClientException(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}
