package org.messagingserver.session;

import org.messagingserver.protocol.ErrorName;

/** On which connections a request may come, and the error for the others. */
enum RequiredAuth {
  /** Any. */
  ANYONE(ErrorName.UNKNOWN_ERROR, ""),
  /** Those that have not authenticated. */
  ANONYMOUS(
      ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION,
      "this connection is authenticated; send this on an anonymous one"),
  /** Those that have authenticated. */
  AUTHENTICATED(ErrorName.UNAUTHORIZED, "this needs an authenticated connection");

  private final ErrorName refusal;
  private final String description;

  RequiredAuth(ErrorName refusal, String description) {
    this.refusal = refusal;
    this.description = description;
  }

  boolean admits(SessionState state) {
    return switch (this) {
      case ANYONE -> true;
      case ANONYMOUS -> state instanceof SessionState.Anonymous;
      case AUTHENTICATED -> state instanceof SessionState.Authenticated;
    };
  }

  RequestRefusedException refusal() {
    return new RequestRefusedException(refusal, description);
  }
}
