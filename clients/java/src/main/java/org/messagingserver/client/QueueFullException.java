package org.messagingserver.client;

/** The connection has reached one of its {@link ClientLimits}. The request was not sent. */
public final class QueueFullException extends ClientException {
  private static final long serialVersionUID = 1;

  QueueFullException() {
    super("the connection has reached one of its limits");
  }
}
