package org.messagingserver.protocol;

import static org.messagingserver.protocol.Buffers.buffer;
import static org.messagingserver.protocol.Buffers.bytes;

import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.ServerMessage.Failure;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.protocol.ServerMessage.PreKeysLow;
import org.messagingserver.protocol.proto.Message;

/** Frames of the server: the server encodes them, the client decodes them. */
public final class ServerMessageCodec {
  private ServerMessageCodec() {}

  /** Encodes one frame. */
  public static Buffer encode(ServerMessage message) {
    if (message instanceof Ack) {
      return HotFrames.ack(message.sequence());
    }
    if (message instanceof InboundMessage inbound) {
      return HotFrames.inboundMessage(message.sequence(), inbound.sealedMessage());
    }
    Message.Builder envelope = Message.newBuilder().setSequence(message.sequence());
    if (message instanceof Failure error) {
      envelope.getErrorBuilder().setName(error.name()).setDescription(error.description());
    } else if (message instanceof PreKey preKey) {
      envelope
          .getPreKeyBuilder()
          .setAddress(Addresses.encode(preKey.bundle().address()))
          .setRegistrationID(preKey.bundle().registrationId())
          .setSignedPreKey(bytes(preKey.bundle().signedPreKey()))
          .setOneTimePreKey(bytes(preKey.bundle().oneTimePreKey()));
    } else if (message instanceof AuthChallenge challenge) {
      envelope.getAuthChallengeBuilder().setNonce(bytes(Buffer.buffer(challenge.nonce().bytes())));
    } else if (message instanceof PreKeysLow low) {
      envelope.getPreKeysLowBuilder().setKeysRequested(low.keysRequested());
    }
    return Buffers.frame(envelope);
  }

  /**
   * Decodes one frame.
   *
   * @throws UndecodableFrameException if no server sends such a frame
   */
  public static ServerMessage decode(Buffer frame) throws UndecodableFrameException {
    Message message = Buffers.message(frame.getBytes());
    int sequence = message.getSequence();
    return switch (message.getPayloadCase()) {
      case ACK -> new Ack(sequence);
      case ERROR ->
          new Failure(sequence, message.getError().getName(), message.getError().getDescription());
      case AUTHCHALLENGE ->
          new AuthChallenge(
              sequence, new Nonce(message.getAuthChallenge().getNonce().toByteArray()));
      case PREKEY -> new PreKey(sequence, bundle(message.getPreKey()));
      case PREKEYSLOW -> new PreKeysLow(sequence, message.getPreKeysLow().getKeysRequested());
      case INBOUNDMESSAGE -> new InboundMessage(sequence, buffer(message.getInboundMessage()));
      case AUTHRESPONSE, REGISTER, UNREGISTER, REQUESTPREKEYS, OUTBOUNDMESSAGE, PAYLOAD_NOT_SET ->
          throw new UndecodableFrameException("no server sends such a message");
    };
  }

  private static PreKeyBundle bundle(org.messagingserver.protocol.proto.PreKey preKey)
      throws UndecodableFrameException {
    try {
      return new PreKeyBundle(
          Addresses.decode(preKey.getAddress()),
          preKey.getRegistrationID(),
          buffer(preKey.getSignedPreKey()),
          buffer(preKey.getOneTimePreKey()));
    } catch (InvalidUserIdException e) {
      throw new UndecodableFrameException("a PreKey without a valid userID");
    }
  }
}
