package org.messagingserver.protocol;

import static org.messagingserver.protocol.Buffers.buffer;
import static org.messagingserver.protocol.Buffers.bytes;

import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.messagingserver.protocol.ClientMessage.Ack;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.Refused;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.ClientMessage.Stray;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.protocol.proto.Message;

/** The frames of clients: decoded by the server, encoded by the client. */
public final class ClientMessageCodec {
  private ClientMessageCodec() {}

  /** Reads one frame, however many fields it has. */
  public static ClientMessage decode(Buffer frame) throws UndecodableFrameException {
    return decode(frame, Integer.MAX_VALUE);
  }

  /**
   * Reads one frame. A Message that the protocol does not allow is returned as {@link Refused}, and
   * so does one of too many fields, from which nothing is built.
   *
   * @param mostFields that the frame may have, counting every element of a repeated field
   * @throws UndecodableFrameException when the frame is no Message
   */
  public static ClientMessage decode(Buffer frame, int mostFields)
      throws UndecodableFrameException {
    byte[] bytes = frame.getBytes();
    // No field has less than a byte.
    if (bytes.length > mostFields) {
      FieldCount fields = FieldCount.of(bytes, mostFields);
      if (fields.isTooMany()) {
        return new Refused(
            fields.sequence(), ErrorName.INVALID_MESSAGE, "too many fields in one message");
      }
    }
    return decode(Buffers.message(bytes));
  }

  private static ClientMessage decode(Message message) {
    int sequence = message.getSequence();
    try {
      return switch (message.getPayloadCase()) {
        case ACK -> new Ack(sequence);
        case ERROR, PREKEY -> new Stray(sequence);
        case AUTHRESPONSE ->
            new AuthResponse(
                sequence,
                buffer(message.getAuthResponse().getLogin()),
                buffer(message.getAuthResponse().getSignature()));
        case REGISTER -> register(sequence, message.getRegister());
        case UNREGISTER -> new Unregister(sequence);
        case REQUESTPREKEYS -> requestPreKeys(sequence, message.getRequestPreKeys());
        case OUTBOUNDMESSAGE ->
            new OutboundMessage(
                sequence,
                Addresses.decode(message.getOutboundMessage().getTo()),
                buffer(message.getOutboundMessage().getUnidentifiedSenderMessage()));
        case AUTHCHALLENGE, PREKEYSLOW, INBOUNDMESSAGE ->
            new Refused(
                sequence, ErrorName.INVALID_MESSAGE, "only the server sends such a message");
        case PAYLOAD_NOT_SET ->
            new Refused(sequence, ErrorName.INVALID_MESSAGE, "the message has no known payload");
      };
    } catch (InvalidUserIdException e) {
      return new Refused(sequence, ErrorName.INVALID_USER_ID, e.getMessage());
    }
  }

  private static Register register(
      int sequence, org.messagingserver.protocol.proto.Register register) {
    return new Register(
        sequence,
        register.getRegistrationID(),
        buffer(register.getSignedPreKey()),
        register.getOneTimePreKeysList().stream().map(Buffers::buffer).toList());
  }

  private static RequestPreKeys requestPreKeys(
      int sequence, org.messagingserver.protocol.proto.RequestPreKeys request) {
    // Not a Set.of: that is filled in the square of the number of devices when a client chooses
    // them so.
    Set<DeviceId> known = new HashSet<>();
    request.getKnownDeviceIDsList().forEach(device -> known.add(new DeviceId(device)));
    return new RequestPreKeys(
        sequence, Addresses.userId(request.getUserID()), Collections.unmodifiableSet(known));
  }

  /** Writes one frame. */
  public static Buffer encode(ClientMessage message) {
    Message.Builder envelope = Message.newBuilder().setSequence(message.sequence());
    if (message instanceof Ack) {
      envelope.setAck(org.messagingserver.protocol.proto.Ack.getDefaultInstance());
    } else if (message instanceof AuthResponse auth) {
      envelope
          .getAuthResponseBuilder()
          .setLogin(bytes(auth.login()))
          .setSignature(bytes(auth.signature()));
    } else if (message instanceof Register register) {
      envelope
          .getRegisterBuilder()
          .setRegistrationID(register.registrationId())
          .setSignedPreKey(bytes(register.signedPreKey()))
          .addAllOneTimePreKeys(register.oneTimePreKeys().stream().map(Buffers::bytes).toList());
    } else if (message instanceof Unregister) {
      envelope.getUnregisterBuilder();
    } else if (message instanceof RequestPreKeys request) {
      envelope
          .getRequestPreKeysBuilder()
          .setUserID(bytes(Buffer.buffer(request.user().bytes())))
          .addAllKnownDeviceIDs(request.known().stream().map(DeviceId::value).toList());
    } else if (message instanceof OutboundMessage outbound) {
      envelope
          .getOutboundMessageBuilder()
          .setTo(Addresses.encode(outbound.to()))
          .setUnidentifiedSenderMessage(bytes(outbound.sealedMessage()));
    } else {
      throw new IllegalArgumentException("clients do not send this");
    }
    return Buffers.frame(envelope);
  }
}
