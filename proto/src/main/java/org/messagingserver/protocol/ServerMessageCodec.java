package org.messagingserver.protocol;

import static org.messagingserver.protocol.Buffers.buffer;
import static org.messagingserver.protocol.Buffers.bytes;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.ServerMessage.Drained;
import org.messagingserver.protocol.ServerMessage.Failure;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.protocol.ServerMessage.KeyStatus;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.protocol.ServerMessage.PreKeysLow;
import org.messagingserver.protocol.ServerMessage.Upload;
import org.messagingserver.protocol.proto.Message;

/** Frames of the server: the server encodes them, the client decodes them. */
public final class ServerMessageCodec {
  private ServerMessageCodec() {}

  /** Encodes one frame of the newest version. */
  public static Buffer encode(ServerMessage message) {
    return encode(message, ProtocolVersion.V2);
  }

  /**
   * Encodes one frame.
   *
   * @param version that the connection speaks; what a later one added is left out
   */
  public static Buffer encode(ServerMessage message, ProtocolVersion version) {
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
          .setOneTimePreKey(bytes(preKey.bundle().oneTimePreKey()))
          .setAnswerSize(version == ProtocolVersion.V1 ? 0 : preKey.answerSize());
    } else if (message instanceof AuthChallenge challenge) {
      var builder = envelope.getAuthChallengeBuilder();
      builder.setNonce(bytes(Buffer.buffer(challenge.nonce().bytes())));
      challenge
          .server()
          .filter(info -> version != ProtocolVersion.V1)
          .ifPresent(info -> encode(info, builder.getServerBuilder()));
    } else if (message instanceof PreKeysLow low) {
      envelope.getPreKeysLowBuilder().setKeysRequested(low.keysRequested());
    } else if (message instanceof KeyStatus status) {
      encode(status.keys(), envelope.getKeyStatusBuilder());
      status.wakeup().encodeInto(envelope.getKeyStatusBuilder());
    } else if (message instanceof Drained) {
      envelope.getDrainedBuilder();
    } else if (message instanceof MultiResult result) {
      MultiCodec.encode(result, envelope.getMultiResultBuilder());
    } else if (message instanceof Upload upload) {
      encode(upload.links(), envelope.getUploadBuilder());
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
              sequence,
              new Nonce(message.getAuthChallenge().getNonce().toByteArray()),
              serverInfo(message.getAuthChallenge()));
      case PREKEY ->
          new PreKey(sequence, bundle(message.getPreKey()), message.getPreKey().getAnswerSize());
      case PREKEYSLOW -> new PreKeysLow(sequence, message.getPreKeysLow().getKeysRequested());
      case DRAINED -> new Drained(sequence);
      case KEYSTATUS ->
          new KeyStatus(
              sequence,
              keysOnFile(message.getKeyStatus()),
              WakeupStatus.decode(message.getKeyStatus()));
      case INBOUNDMESSAGE -> new InboundMessage(sequence, buffer(message.getInboundMessage()));
      case MULTIRESULT -> MultiCodec.decode(sequence, message.getMultiResult());
      case UPLOAD -> new Upload(sequence, links(message.getUpload()));
      case AUTHRESPONSE,
          REGISTER,
          UNREGISTER,
          REQUESTPREKEYS,
          REQUESTKEYSTATUS,
          SETWAKEUP,
          OUTBOUNDMESSAGE,
          MULTIMESSAGE,
          REQUESTUPLOAD,
          PAYLOAD_NOT_SET ->
          throw new UndecodableFrameException("no server sends such a message");
    };
  }

  private static void encode(
      ServerInfo info, org.messagingserver.protocol.proto.ServerInfo.Builder builder) {
    builder
        .setMaxFrameBytes(info.maxFrameBytes())
        .setMaxDevices(info.maxDevices())
        .setMaxRecipients(info.maxRecipients())
        .setMaxFanOutBytes(info.maxFanOutBytes())
        .setMaxMessageBytes(info.maxMessageBytes())
        .setMaxKeyBytes(info.maxKeyBytes())
        .setMaxKeysPerRegister(info.maxKeysPerRegister())
        .setRetentionHours(Math.toIntExact(info.retention().toHours()))
        .setMaxAttachmentBytes(info.maxAttachmentBytes())
        .setWakeupKey(bytes(info.wakeupKey()));
  }

  private static void encode(
      UploadLinks links, org.messagingserver.protocol.proto.Upload.Builder builder) {
    builder
        .setPutURL(links.putUrl())
        .putAllPutHeaders(links.putHeaders())
        .setGetURL(links.getUrl())
        .setPutExpiresAt(links.putExpiresAt())
        .setKeptUntil(links.keptUntil());
  }

  private static UploadLinks links(org.messagingserver.protocol.proto.Upload upload) {
    return new UploadLinks(
        upload.getPutURL(),
        upload.getPutHeadersMap(),
        upload.getGetURL(),
        upload.getPutExpiresAt(),
        upload.getKeptUntil());
  }

  private static void encode(
      KeysOnFile keys, org.messagingserver.protocol.proto.KeyStatus.Builder builder) {
    builder
        .setRegistered(keys.registered())
        .setRegistrationID(keys.registrationId())
        .setSignedPreKeyHash(bytes(keys.signedPreKeyHash()))
        .setOneTimeKeys(keys.oneTimeKeys())
        .addAllOneTimeKeyHashes(keys.oneTimeKeyHashes());
  }

  private static KeysOnFile keysOnFile(org.messagingserver.protocol.proto.KeyStatus status) {
    return new KeysOnFile(
        status.getRegistered(),
        status.getRegistrationID(),
        buffer(status.getSignedPreKeyHash()),
        status.getOneTimeKeys(),
        status.getOneTimeKeyHashesList());
  }

  private static Optional<ServerInfo> serverInfo(
      org.messagingserver.protocol.proto.AuthChallenge challenge) {
    if (!challenge.hasServer()) {
      return Optional.empty();
    }
    var info = challenge.getServer();
    return Optional.of(
        new ServerInfo(
            info.getMaxFrameBytes(),
            info.getMaxDevices(),
            info.getMaxRecipients(),
            info.getMaxFanOutBytes(),
            info.getMaxMessageBytes(),
            info.getMaxKeyBytes(),
            info.getMaxKeysPerRegister(),
            Duration.ofHours(Integer.toUnsignedLong(info.getRetentionHours())),
            info.getMaxAttachmentBytes(),
            buffer(info.getWakeupKey())));
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
