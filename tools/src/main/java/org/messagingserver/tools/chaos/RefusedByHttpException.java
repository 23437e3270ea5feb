package org.messagingserver.tools.chaos;

/** A node has answered a request by HTTP with a status that says no. */
final class RefusedByHttpException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  RefusedByHttpException(int status) {
    super("HTTP status " + status, null, false, false);
    this.status = status;
  }

  /** Whether the same request would be refused again: it is not for want of room or time. */
  boolean isFinal() {
    return status < 500 && status != 409 && status != 429;
  }

  /** Its name in the history. */
  String text() {
    return "http " + status;
  }
}
