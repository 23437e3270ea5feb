package org.messagingserver.protocol;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;

/** A message that a client may send: requests, and answers to the server's requests. */
public sealed interface ClientMessage {

  /** The number of this request, or of the server's request that this answers. */
  int sequence();

  /** A message that requires an answer. */
  sealed interface Request extends ClientMessage {}

  /** Claims an Address; {@code signature} is over the exact bytes of {@code login}. */
  record AuthResponse(int sequence, Buffer login, Buffer signature) implements Request {
    /** Never shows the contents. */
    @Override
    public String toString() {
      return "AuthResponse[hidden]";
    }
  }

  /** Registers this device's keys; {@code Messages.proto} states when it adds to earlier ones. */
  record Register(
      int sequence, int registrationId, Buffer signedPreKey, List<Buffer> oneTimePreKeys)
      implements Request {
    /** Never shows the contents. */
    @Override
    public String toString() {
      return "Register[hidden]";
    }
  }

  /** Removes this device. */
  record Unregister(int sequence) implements Request {}

  /** Requests the keys of a user's devices except the known ones. */
  record RequestPreKeys(int sequence, UserId user, Set<DeviceId> known) implements Request {}

  /** A sealed message for one device. */
  record OutboundMessage(int sequence, Address to, Buffer sealedMessage) implements Request {
    /** Never shows the contents. */
    @Override
    public String toString() {
      return "OutboundMessage[hidden]";
    }
  }

  /** A request that violates the protocol; the server answers it with this error. */
  record InvalidRequest(int sequence, ErrorName error, String description) implements Request {}

  /** The client has handled the inboundMessage with this sequence. */
  record Ack(int sequence) implements ClientMessage {}

  /**
   * An error or preKey from a client, which the server ignores: it has no matching request, and
   * responses are never answered.
   */
  record UnexpectedReply(int sequence) implements ClientMessage {}
}
