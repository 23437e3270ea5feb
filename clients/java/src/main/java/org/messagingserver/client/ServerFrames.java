package org.messagingserver.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingserver.client.ServerMessage.AuthChallenge;
import org.messagingserver.client.ServerMessage.Failure;
import org.messagingserver.client.ServerMessage.KeyStatus;
import org.messagingserver.client.ServerMessage.MultiResult;
import org.messagingserver.client.ServerMessage.MultiResult.Refusal;
import org.messagingserver.client.ServerMessage.PreKey;
import org.messagingserver.client.ServerMessage.Upload;
import org.messagingserver.client.WireReader.MalformedException;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.InvalidUserIdException;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.protocol.UserId;

/** Decodes the frames of a server. The numbers are those of {@code proto/Messages.proto}. */
final class ServerFrames {
  private static final byte[] NO_BYTES = {};

  private ServerFrames() {}

  /** The message; none if the frame is malformed, or this client does not know the message. */
  static Optional<ServerMessage> decode(byte[] frame) {
    try {
      return message(new WireReader(frame));
    } catch (MalformedException | InvalidUserIdException e) {
      return Optional.empty();
    }
  }

  private static Optional<ServerMessage> message(WireReader frame) {
    int sequence = 0;
    int payload = 0;
    byte[] content = NO_BYTES;
    while (frame.next()) {
      if (frame.field() == 1 && frame.isVarint()) {
        sequence = frame.uint32();
      } else if (frame.isDelimited()) {
        payload = frame.field();
        content = frame.bytes();
      } else {
        frame.skip();
      }
    }
    return Optional.ofNullable(message(payload, sequence, content));
  }

  private static ServerMessage message(int payload, int sequence, byte[] content) {
    switch (payload) {
      case 2:
        return new ServerMessage.Ack(sequence);
      case 3:
        return failure(sequence, new Fields(content));
      case 4:
        return challenge(sequence, new Fields(content));
      case 9:
        return preKey(sequence, new Fields(content));
      case 10:
        return new ServerMessage.PreKeysLow(sequence, (int) new Fields(content).number(1));
      case 12:
        return new ServerMessage.InboundMessage(sequence, content);
      case 16:
        return new ServerMessage.Drained(sequence);
      case 18:
        return keyStatus(sequence, new Fields(content));
      case 20:
        return new MultiResult(sequence, refusals(new Fields(content)));
      case 23:
        return new Upload(sequence, links(new Fields(content)));
      default:
        return null;
    }
  }

  private static Failure failure(int sequence, Fields fields) {
    return new Failure(sequence, fields.text(1), fields.text(2));
  }

  private static AuthChallenge challenge(int sequence, Fields fields) {
    byte[] wakeupKey = new Fields(fields.bytes(2)).bytes(4);
    return new AuthChallenge(sequence, fields.bytes(1), wakeupKey);
  }

  private static PreKey preKey(int sequence, Fields fields) {
    Fields address = new Fields(fields.bytes(1));
    PreKeyBundle bundle =
        new PreKeyBundle(
            new Address(UserId.of(address.bytes(1)), new DeviceId((int) address.number(2))),
            (int) fields.number(2),
            fields.bytes(3),
            fields.bytes(4));
    return new PreKey(sequence, bundle, (int) fields.number(5));
  }

  private static KeyStatus keyStatus(int sequence, Fields fields) {
    KeysOnFile keys =
        new KeysOnFile(
            fields.number(1) != 0,
            (int) fields.number(2),
            fields.bytes(3),
            (int) fields.number(4),
            fields.fixed32(5));
    WakeupStatus wakeup =
        new WakeupStatus(WakeupStatus.State.of((int) fields.number(6)), fields.bytes(7));
    return new KeyStatus(sequence, keys, wakeup);
  }

  private static List<Refusal> refusals(Fields fields) {
    List<Refusal> refusals = new ArrayList<>();
    for (byte[] refusal : fields.all(1)) {
      Fields of = new Fields(refusal);
      refusals.add(new Refusal((int) of.number(1), of.text(2)));
    }
    return refusals;
  }

  private static UploadLinks links(Fields fields) {
    Map<String, String> headers = new HashMap<>();
    for (byte[] header : fields.all(2)) {
      Fields entry = new Fields(header);
      headers.put(entry.text(1), entry.text(2));
    }
    return new UploadLinks(
        fields.text(1), headers, fields.text(3), fields.number(4), fields.number(5));
  }
}
