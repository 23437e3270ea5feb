package org.messagingserver.client;

/** As much waits for this connection as {@link Limits} allow. The request was not sent. */
public final class TooMuchWaitingException extends ClientException {
  private static final long serialVersionUID = 1;

  TooMuchWaitingException() {
    super("as much waits for this connection as its limits allow");
  }
}
