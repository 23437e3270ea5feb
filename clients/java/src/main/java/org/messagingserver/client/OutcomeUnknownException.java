package org.messagingserver.client;

import java.util.Optional;

/**
 * No answer that settles it came in time. The request may or may not have taken effect; repeating
 * it is safe. The cause, if present, is the server's latest refusal on the way.
 */
public final class OutcomeUnknownException extends ClientException {
  private static final long serialVersionUID = 1;

  OutcomeUnknownException(Optional<ServerRefusedException> latestRefusal) {
    super(
        "no answer came in time; what was asked may have happened or not",
        latestRefusal.orElse(null));
  }
}
