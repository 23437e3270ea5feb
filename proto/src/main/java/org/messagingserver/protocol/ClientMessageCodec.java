package org.messagingserver.protocol;

import static org.messagingserver.protocol.Buffers.buffer;
import static org.messagingserver.protocol.Buffers.bytes;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalInt;
import org.messagingserver.protocol.ClientMessage.Ack;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ClientMessage.InvalidRequest;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.Request;
import org.messagingserver.protocol.ClientMessage.RequestKeyStatus;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.ClientMessage.RequestUpload;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.protocol.ClientMessage.UnexpectedReply;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.protocol.proto.Message;

/** Frames of clients: the server decodes them, the client encodes them. */
public final class ClientMessageCodec {
  private ClientMessageCodec() {}

  /** Decodes one frame of the newest version, with any number of fields. */
  public static ClientMessage decode(Buffer frame) throws UndecodableFrameException {
    return decode(frame, Integer.MAX_VALUE, ProtocolVersion.V2);
  }

  /**
   * Decodes one frame. A Message that the protocol forbids is returned as {@link InvalidRequest},
   * and so is one with too many fields, which is not decoded at all.
   *
   * @param maxFields the most fields that the frame may have, counting every element of a repeated
   *     field
   * @param version that the connection speaks; fields of a later one are unknown
   * @throws UndecodableFrameException if the frame is not a Message
   */
  public static ClientMessage decode(Buffer frame, int maxFields, ProtocolVersion version)
      throws UndecodableFrameException {
    boolean isFirst = version == ProtocolVersion.V1;
    byte[] bytes = frame.getBytes();
    // Each field has at least one byte.
    if (bytes.length > maxFields) {
      FieldCount fields =
          FieldCount.of(bytes, maxFields, isFirst ? FirstVersion.ENVELOPE : FieldShape.ENVELOPE);
      if (fields.isTooMany()) {
        return new InvalidRequest(
            fields.sequence(), ErrorName.INVALID_MESSAGE, "too many fields in one message");
      }
    }
    return decode(
        Buffers.message(isFirst ? FirstVersion.withoutLaterFields(bytes) : bytes), version);
  }

  private static ClientMessage decode(Message message, ProtocolVersion version) {
    int sequence = message.getSequence();
    try {
      return switch (message.getPayloadCase()) {
        case ACK -> new Ack(sequence);
        case ERROR, PREKEY, KEYSTATUS, MULTIRESULT, UPLOAD -> new UnexpectedReply(sequence);
        case AUTHRESPONSE ->
            new AuthResponse(
                sequence,
                buffer(message.getAuthResponse().getLogin()),
                buffer(message.getAuthResponse().getSignature()));
        case REGISTER -> register(sequence, message.getRegister());
        case UNREGISTER -> new Unregister(sequence);
        case REQUESTPREKEYS -> requestPreKeys(sequence, message.getRequestPreKeys(), version);
        case REQUESTKEYSTATUS ->
            new RequestKeyStatus(sequence, message.getRequestKeyStatus().getOneTimeKeyHashes());
        case SETWAKEUP -> setWakeup(sequence, message.getSetWakeup());
        case OUTBOUNDMESSAGE -> outboundMessage(sequence, message.getOutboundMessage());
        case MULTIMESSAGE -> MultiCodec.decode(sequence, message.getMultiMessage());
        case REQUESTUPLOAD -> new RequestUpload(sequence, message.getRequestUpload().getBytes());
        case AUTHCHALLENGE, PREKEYSLOW, INBOUNDMESSAGE, DRAINED ->
            new InvalidRequest(
                sequence, ErrorName.INVALID_MESSAGE, "only the server sends such a message");
        case PAYLOAD_NOT_SET ->
            new InvalidRequest(
                sequence, ErrorName.INVALID_MESSAGE, "the message has no known payload");
      };
    } catch (InvalidUserIdException e) {
      return new InvalidRequest(sequence, ErrorName.INVALID_USER_ID, e.getMessage());
    } catch (InvalidFieldException e) {
      return new InvalidRequest(sequence, ErrorName.INVALID_MESSAGE, e.getMessage());
    }
  }

  private static Register register(
      int sequence, org.messagingserver.protocol.proto.Register register) {
    return new Register(
        sequence,
        register.getRegistrationID(),
        buffer(register.getSignedPreKey()),
        register.getOneTimePreKeysList().stream().map(Buffers::buffer).toList(),
        Admissions.decode(register));
  }

  private static Request requestPreKeys(
      int sequence,
      org.messagingserver.protocol.proto.RequestPreKeys request,
      ProtocolVersion version) {
    UserId user = Addresses.userId(request.getUserID());
    Optional<DeliveryToken> token = Admissions.token(request.getDeliveryToken());
    return DeviceSelectionCodec.decode(request, version)
        .<Request>map(devices -> new RequestPreKeys(sequence, user, devices, token))
        .orElseGet(
            () ->
                new InvalidRequest(
                    sequence,
                    ErrorName.INVALID_MESSAGE,
                    "name each device once, with registrationIDs for all or none"));
  }

  private static SetWakeup setWakeup(
      int sequence, org.messagingserver.protocol.proto.SetWakeup request) {
    return new SetWakeup(
        sequence,
        request.getEndpoint(),
        buffer(request.getP256Dh()),
        buffer(request.getAuth()),
        request.getMinSeconds(),
        buffer(request.getServerKey()));
  }

  private static OutboundMessage outboundMessage(
      int sequence, org.messagingserver.protocol.proto.OutboundMessage message) {
    return new OutboundMessage(
        sequence,
        Addresses.decode(message.getTo()),
        buffer(message.getUnidentifiedSenderMessage()),
        new Handling(message.getTtlHours(), message.getOnlineOnly(), message.getQuiet()),
        message.hasRegistrationID()
            ? OptionalInt.of(message.getRegistrationID())
            : OptionalInt.empty(),
        Admissions.token(message.getDeliveryToken()));
  }

  /** Encodes one frame. */
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
      var builder =
          envelope
              .getRegisterBuilder()
              .setRegistrationID(register.registrationId())
              .setSignedPreKey(bytes(register.signedPreKey()))
              .addAllOneTimePreKeys(
                  register.oneTimePreKeys().stream().map(Buffers::bytes).toList());
      register.admission().map(Admissions::encode).ifPresent(builder::setAdmission);
    } else if (message instanceof Unregister) {
      envelope.getUnregisterBuilder();
    } else if (message instanceof RequestPreKeys request) {
      var builder = envelope.getRequestPreKeysBuilder();
      builder
          .setUserID(bytes(Buffer.buffer(request.user().bytes())))
          .setDeliveryToken(Admissions.encode(request.deliveryToken()));
      DeviceSelectionCodec.encode(request.devices(), builder);
    } else if (message instanceof RequestKeyStatus request) {
      envelope.getRequestKeyStatusBuilder().setOneTimeKeyHashes(request.oneTimeKeyHashes());
    } else if (message instanceof SetWakeup request) {
      envelope
          .getSetWakeupBuilder()
          .setEndpoint(request.endpoint())
          .setP256Dh(bytes(request.p256dh()))
          .setAuth(bytes(request.auth()))
          .setMinSeconds(request.minSeconds())
          .setServerKey(bytes(request.serverKey()));
    } else if (message instanceof OutboundMessage outbound) {
      var builder = envelope.getOutboundMessageBuilder();
      builder
          .setTo(Addresses.encode(outbound.to()))
          .setUnidentifiedSenderMessage(bytes(outbound.sealedMessage()))
          .setTtlHours(outbound.handling().ttlHours())
          .setOnlineOnly(outbound.handling().onlineOnly())
          .setQuiet(outbound.handling().quiet())
          .setDeliveryToken(Admissions.encode(outbound.deliveryToken()));
      outbound.registrationId().ifPresent(builder::setRegistrationID);
    } else if (message instanceof MultiMessage multi) {
      MultiCodec.encode(multi, envelope.getMultiMessageBuilder());
    } else if (message instanceof RequestUpload request) {
      envelope.getRequestUploadBuilder().setBytes(request.bytes());
    } else {
      throw new IllegalArgumentException("clients do not send this");
    }
    return Buffers.frame(envelope);
  }
}
