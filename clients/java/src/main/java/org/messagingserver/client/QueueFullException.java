package org.messagingserver.client;

/** As much waits for this connection as {@link ClientLimits} allow. The request was not sent. */
public final class QueueFullException extends ClientException {
  private static final long serialVersionUID = 1;

  QueueFullException() {
    super("as much waits for this connection as its limits allow");
  }
}
