package org.messagingserver.postgres;

/** A backup cannot be made or restored; the message is one line for the operator. */
public final class BackupException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BackupException(String message) {
    super(message, null, false, false);
  }
}
