package org.messagingserver.app.bench.load;

/** What keeps a load from being carried; the message is a line for whoever measures. */
public final class LoadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LoadException(String message) {
    super(message, null, false, false);
  }
}
