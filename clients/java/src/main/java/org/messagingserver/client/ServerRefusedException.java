package org.messagingserver.client;

import java.util.Optional;
import org.messagingserver.client.ServerMessage.Failure;
import org.messagingserver.client.ServerMessage.MultiResult;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Retry;

/**
 * The server answered with an Error. The request has not taken effect, except perhaps after {@code
 * unavailable}: the server may have missed the database's answer.
 */
public final class ServerRefusedException extends ClientException {
  private static final long serialVersionUID = 1;

  private final String name;
  private final String description;

  ServerRefusedException(Failure failure) {
    super(failure.name + ": " + failure.description);
    this.name = failure.name;
    this.description = failure.description;
  }

  /** A part of a MultiMessage was refused; the server sends only the name of the error. */
  ServerRefusedException(MultiResult.Refusal refusal) {
    super(refusal.name);
    this.name = refusal.name;
    this.description = "";
  }

  /** The name of the error, as the server sent it. */
  public String name() {
    return name;
  }

  /** The server's description of the error, for developers. */
  public String description() {
    return description;
  }

  /** The error's entry in the table of this client; none if only a newer protocol knows it. */
  public Optional<ErrorName> error() {
    return ErrorName.of(name);
  }

  /** Whether the device has another registration than the one that the message was sealed for. */
  boolean isStaleDevice() {
    return ErrorName.STALE_DEVICE.text().equals(name);
  }

  /** Whether the same request may succeed later; never for an unknown name. */
  public Retry retry() {
    return error().map(ErrorName::retry).orElse(Retry.NO);
  }
}
