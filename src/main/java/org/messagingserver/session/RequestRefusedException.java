package org.messagingserver.session;

import org.messagingserver.protocol.ErrorName;

/** A request that is answered with this error. */
final class RequestRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorName error;

  /**
   * @param description for the client; never anything that identifies a user
   */
  RequestRefusedException(ErrorName error, String description) {
    super(description, null, false, false);
    this.error = error;
  }

  ErrorName error() {
    return error;
  }
}
