package org.messagingserver.protocol;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** A message that the server may send: answers to a client's requests, and requests to clients. */
public sealed interface ServerMessage {

  /** The number of the client's request that this answers, or of this request of the server. */
  int sequence();

  /** The request succeeded. */
  record Ack(int sequence) implements ServerMessage {}

  /**
   * The request failed.
   *
   * @param name usually one of {@link ErrorName}; a newer server may send others
   * @param description text for developers, which identifies no user
   */
  record Failure(int sequence, String name, String description) implements ServerMessage {}

  /**
   * The outcome of each part of a MultiMessage; those that are not refused are safe.
   *
   * @param refused in the order of the parts
   */
  record MultiResult(int sequence, List<Refusal> refused) implements ServerMessage {

    /**
     * A part that was refused.
     *
     * @param part its index
     * @param name usually one of {@link ErrorName}; a newer server may send others
     */
    public record Refusal(int part, String name) {}
  }

  /**
   * The keys of one device.
   *
   * @param answerSize how many PreKeys answer the request; 0 if the first version was spoken
   */
  record PreKey(int sequence, PreKeyBundle bundle, int answerSize) implements ServerMessage {}

  /** The answer to a RequestKeyStatus: the device's keys on file, and whether it is woken. */
  record KeyStatus(int sequence, KeysOnFile keys, WakeupStatus wakeup) implements ServerMessage {}

  /** The answer to a RequestUpload. */
  record Upload(int sequence, UploadLinks links) implements ServerMessage {}

  /**
   * The first message of a connection.
   *
   * @param server empty if the first version is spoken
   */
  record AuthChallenge(int sequence, Nonce nonce, Optional<ServerInfo> server)
      implements ServerMessage {}

  /** Few one-time keys are left; the server requests this many more. */
  record PreKeysLow(int sequence, int keysRequested) implements ServerMessage {}

  /** Everything that waited at the login is acked. */
  record Drained(int sequence) implements ServerMessage {}

  /** A sealed message, exactly as its sender sent it; the client has to ack it. */
  record InboundMessage(int sequence, Buffer sealedMessage) implements ServerMessage {
    /** Never shows the contents. */
    @Override
    public String toString() {
      return "InboundMessage[hidden]";
    }
  }
}
