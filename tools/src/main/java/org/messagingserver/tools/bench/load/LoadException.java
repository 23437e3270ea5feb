package org.messagingserver.tools.bench.load;

/** The load cannot run; the message is one line for the user. */
public final class LoadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LoadException(String message) {
    super(message, null, false, false);
  }
}
