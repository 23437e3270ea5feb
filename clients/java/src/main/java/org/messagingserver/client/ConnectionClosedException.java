package org.messagingserver.client;

/** The connection is closed permanently. The request may or may not have taken effect. */
public final class ConnectionClosedException extends ClientException {
  private static final long serialVersionUID = 1;

  ConnectionClosedException(String why) {
    super(why);
  }
}
