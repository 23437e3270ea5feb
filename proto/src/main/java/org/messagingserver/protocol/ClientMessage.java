package org.messagingserver.protocol;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;

/** A message that a client may send: requests, and answers to the server's requests. */
public sealed interface ClientMessage {

  /** The number of this request, or of the server's request that this answers. */
  int sequence();

  /** A message that asks for an answer. */
  sealed interface Request extends ClientMessage {}

  /** Claims an Address; {@code signature} is over the exact bytes of {@code login}. */
  record AuthResponse(int sequence, Buffer login, Buffer signature) implements Request {
    /** Never shows the contents. */
    @Override
    public String toString() {
      return "AuthResponse[hidden]";
    }
  }

  /** Registers this device's keys; see {@code Messages.proto} for when they are added. */
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

  /** Asks for the keys of a user's devices but the known ones. */
  record RequestPreKeys(int sequence, UserId user, Set<DeviceId> known) implements Request {}

  /** A sealed message for one device. */
  record OutboundMessage(int sequence, Address to, Buffer sealedMessage) implements Request {
    /** Never shows the contents. */
    @Override
    public String toString() {
      return "OutboundMessage[hidden]";
    }
  }

  /** A request that no handler should see: answered with this error. */
  record Refused(int sequence, ErrorName error, String description) implements Request {}

  /** Says that the inboundMessage of this sequence was handled. */
  record Ack(int sequence) implements ClientMessage {}

  /** An error or preKey from a client: it answers nothing, and responses are never answered. */
  record Stray(int sequence) implements ClientMessage {}
}
