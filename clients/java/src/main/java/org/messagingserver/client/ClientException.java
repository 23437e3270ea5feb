package org.messagingserver.client;

/** Why a request to a connection failed, or why its outcome is unknown. */
public abstract class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Without a stack trace: it is created on the event loop, not in the caller's stack. */
  ClientException(String message) {
    this(message, null);
  }

  ClientException(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}
