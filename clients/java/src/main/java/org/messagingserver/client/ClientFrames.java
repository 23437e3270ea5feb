package org.messagingserver.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.UserId;

/** Encodes the frames of a client. The numbers are those of {@code proto/Messages.proto}. */
final class ClientFrames {
  private static final byte[] NO_TOKEN = {};

  private ClientFrames() {}

  private static byte[] frame(int sequence, int payload, Consumer<WireWriter> content) {
    return new WireWriter().uint32(1, sequence).message(payload, content).toBytes();
  }

  static byte[] ack(int sequence) {
    return frame(sequence, 2, nothing -> {});
  }

  static byte[] authResponse(int sequence, byte[] login, byte[] signature) {
    return frame(sequence, 5, fields -> fields.bytes(1, login).bytes(2, signature));
  }

  /**
   * The content that a client signs to authenticate.
   *
   * @param reportDrained whether the client asks for a Drained
   */
  static byte[] login(Address address, byte[] nonce, String serverName, boolean reportDrained) {
    return new WireWriter()
        .message(1, address(address))
        .bytes(2, nonce)
        .text(3, serverName)
        .bool(4, reportDrained)
        .toBytes();
  }

  private static Consumer<WireWriter> address(Address address) {
    return fields -> fields.bytes(1, address.user().bytes()).uint32(2, address.device().value());
  }

  static byte[] register(
      int sequence,
      int registrationId,
      byte[] signedPreKey,
      List<byte[]> oneTimePreKeys,
      Optional<Admission> admission) {
    return frame(
        sequence,
        6,
        fields -> {
          fields.uint32(1, registrationId).bytes(2, signedPreKey);
          oneTimePreKeys.forEach(key -> fields.element(3, key));
          admission.ifPresent(replaced -> fields.message(4, admission(replaced)));
        });
  }

  private static Consumer<WireWriter> admission(Admission admission) {
    return fields -> {
      fields.uint32(1, admission.strangers().code());
      admission.deliveryTokenHashes().forEach(hash -> fields.element(2, hash));
    };
  }

  static byte[] unregister(int sequence) {
    return frame(sequence, 7, nothing -> {});
  }

  static byte[] requestPreKeys(int sequence, UserId user, PreKeysOptions which) {
    DeviceSelection devices = which.devices();
    return frame(
        sequence,
        8,
        fields ->
            fields
                .bytes(1, user.bytes())
                .packed(2, numbers(devices.known()))
                .packed(3, registrationIds(devices))
                .packed(4, numbers(devices.only()))
                .bytes(5, which.deliveryToken().map(DeliveryToken::value).orElse(NO_TOKEN)));
  }

  private static List<Integer> numbers(Iterable<DeviceId> devices) {
    List<Integer> numbers = new ArrayList<>();
    devices.forEach(device -> numbers.add(device.value()));
    return numbers;
  }

  /** In the order of the known devices. */
  private static List<Integer> registrationIds(DeviceSelection devices) {
    Map<DeviceId, Integer> ids = devices.registrationIds();
    return ids.isEmpty()
        ? List.of()
        : devices.known().stream().map(ids::get).collect(Collectors.toList());
  }

  static byte[] outboundMessage(
      int sequence, Address to, byte[] sealedMessage, SendOptions options) {
    return frame(
        sequence,
        11,
        fields -> {
          fields.message(1, address(to)).bytes(2, sealedMessage);
          registrationId(fields, 3, options.registrationId());
          fields
              .bool(4, options.handling().onlineOnly())
              .uint32(5, options.handling().ttlHours())
              .bool(6, options.handling().quiet())
              .bytes(7, options.deliveryToken().map(DeliveryToken::value).orElse(NO_TOKEN));
        });
  }

  private static void registrationId(WireWriter fields, int field, OptionalInt id) {
    id.ifPresent(present -> fields.number(field, Integer.toUnsignedLong(present)));
  }

  static byte[] requestKeyStatus(int sequence, boolean oneTimeKeyHashes) {
    return frame(sequence, 17, fields -> fields.bool(1, oneTimeKeyHashes));
  }

  static byte[] multiMessage(
      int sequence, byte[] shared, List<MessagePart> parts, Handling handling) {
    return frame(
        sequence,
        19,
        fields -> {
          fields.bytes(1, shared);
          parts.forEach(part -> fields.message(2, part(part)));
          fields
              .bool(3, handling.onlineOnly())
              .uint32(4, handling.ttlHours())
              .bool(5, handling.quiet());
        });
  }

  private static Consumer<WireWriter> part(MessagePart part) {
    return fields -> {
      fields.message(1, address(part.to())).bytes(2, part.head());
      registrationId(fields, 3, part.registrationId());
      fields.bytes(4, part.deliveryToken().map(DeliveryToken::value).orElse(NO_TOKEN));
    };
  }

  static byte[] setWakeup(int sequence, WakeupSubscription subscription) {
    return frame(
        sequence,
        21,
        fields ->
            fields
                .text(1, subscription.endpoint())
                .bytes(2, subscription.p256dh())
                .bytes(3, subscription.auth())
                .uint32(4, subscription.minSeconds())
                .bytes(5, subscription.serverKey()));
  }

  static byte[] requestUpload(int sequence, long bytes) {
    return frame(sequence, 22, fields -> fields.uint64(1, bytes));
  }
}
