package org.messagingserver.client;

import java.util.Optional;

/**
 * No final answer arrived in time. The request may or may not have taken effect; repeating it is
 * safe. The cause, if present, is the server's latest temporary refusal.
 */
public final class OutcomeUnknownException extends ClientException {
  private static final long serialVersionUID = 1;

  OutcomeUnknownException(Optional<ServerRefusedException> latestRefusal) {
    super(
        "no answer arrived in time; the request may or may not have taken effect",
        latestRefusal.orElse(null));
  }
}
