package org.messagingserver.protocol;

import static org.messagingserver.protocol.Buffers.buffer;
import static org.messagingserver.protocol.Buffers.bytes;

import java.util.OptionalInt;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ServerMessage.MultiResult;

/** Messages for several devices, and what became of them, from and to protobuf. */
final class MultiCodec {
  private MultiCodec() {}

  static MultiMessage decode(
      int sequence, org.messagingserver.protocol.proto.MultiMessage message) {
    return new MultiMessage(
        sequence,
        buffer(message.getShared()),
        message.getPartsList().stream()
            .map(
                part ->
                    new MultiMessage.Part(
                        Addresses.decode(part.getTo()),
                        buffer(part.getHead()),
                        part.hasRegistrationID()
                            ? OptionalInt.of(part.getRegistrationID())
                            : OptionalInt.empty(),
                        Admissions.token(part.getDeliveryToken())))
            .toList(),
        new Handling(message.getTtlHours(), message.getOnlineOnly(), message.getQuiet()));
  }

  static void encode(
      MultiMessage message, org.messagingserver.protocol.proto.MultiMessage.Builder builder) {
    builder
        .setShared(bytes(message.shared()))
        .setTtlHours(message.handling().ttlHours())
        .setOnlineOnly(message.handling().onlineOnly())
        .setQuiet(message.handling().quiet());
    message
        .parts()
        .forEach(
            part -> {
              var encoded = builder.addPartsBuilder();
              encoded
                  .setTo(Addresses.encode(part.to()))
                  .setHead(bytes(part.head()))
                  .setDeliveryToken(Admissions.encode(part.deliveryToken()));
              part.registrationId().ifPresent(encoded::setRegistrationID);
            });
  }

  static MultiResult decode(int sequence, org.messagingserver.protocol.proto.MultiResult result) {
    return new MultiResult(
        sequence,
        result.getRefusedList().stream()
            .map(refusal -> new MultiResult.Refusal(refusal.getPart(), refusal.getName()))
            .toList());
  }

  static void encode(
      MultiResult result, org.messagingserver.protocol.proto.MultiResult.Builder builder) {
    result
        .refused()
        .forEach(
            refusal -> builder.addRefusedBuilder().setPart(refusal.part()).setName(refusal.name()));
  }
}
