package org.messagingserver.protocol;

import io.vertx.core.buffer.Buffer;

/** A message that the server may send: answers to a client's requests, and requests to clients. */
public sealed interface ServerMessage {

  /** The number of the client's request that this answers, or of this request of the server. */
  int sequence();

  /** The request succeeded. */
  record Ack(int sequence) implements ServerMessage {}

  /**
   * The request failed.
   *
   * @param name usually of {@link ErrorName}; a newer server may know others
   * @param description plain words without anything that identifies a user
   */
  record Failure(int sequence, String name, String description) implements ServerMessage {}

  /** The keys of one device. */
  record PreKey(int sequence, PreKeyBundle bundle) implements ServerMessage {}

  /** First message of a connection. */
  record AuthChallenge(int sequence, Nonce nonce) implements ServerMessage {}

  /** Few one-time keys are left; the server would like this many more. */
  record PreKeysLow(int sequence, int keysRequested) implements ServerMessage {}

  /** A sealed message, exactly as its sender gave it; to be acked. */
  record InboundMessage(int sequence, Buffer sealedMessage) implements ServerMessage {
    /** Never shows the contents. */
    @Override
    public String toString() {
      return "InboundMessage[hidden]";
    }
  }
}
