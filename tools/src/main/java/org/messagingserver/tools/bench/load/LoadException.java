package org.messagingserver.tools.bench.load;

/** The reason why a load cannot run; the message is a line for the person who measures. */
public final class LoadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LoadException(String message) {
    super(message, null, false, false);
  }
}
