package org.messagingserver.client;

/** The connection is closed for good. What was asked may have happened or not. */
public final class ConnectionClosedException extends ClientException {
  private static final long serialVersionUID = 1;

  ConnectionClosedException(String why) {
    super(why);
  }
}
