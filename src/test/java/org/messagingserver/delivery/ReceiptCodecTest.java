package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.DeliveryReceipt.Origin;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;

class ReceiptCodecTest {
  private final ReceiptCodec codec = new ReceiptCodec();

  @Test
  void bringsAnswersToAnotherNodeAsTheyWere() {
    List<DeliveryReceipt> answers =
        List.of(
            DeliveryReceipt.stale(
                address(1, 7), new UUID(1, 4), new Origin(new UUID(5, -6), -7, 1)),
            DeliveryReceipt.acked(address(1, 7), new UUID(Long.MIN_VALUE, 1)),
            DeliveryReceipt.stale(address(1, 8), new UUID(1, 5), new Origin(new UUID(-5, 6), 7, 3)),
            DeliveryReceipt.declined(address(-1, 0xFFFFFFFFL), new UUID(-1, Long.MAX_VALUE)),
            new DeliveryReceipt(
                address(1, 7), new UUID(1, 2), DeliveryReceipt.Disposition.UNDELETED),
            new DeliveryReceipt(
                address(1, 7), new UUID(1, 3), DeliveryReceipt.Disposition.END_OF_REPLY));
    Buffer wire = Buffer.buffer("what the bus wrote before");
    int position = wire.length();

    codec.encodeToWire(wire, answers);
    wire.appendString("what the bus writes behind");

    assertThat(codec.decodeFromWire(position, wire)).isEqualTo(answers);
  }

  @Test
  void takesWhatItDoesNotKnowForNoAck() {
    DeliveryReceipt receipt = DeliveryReceipt.acked(address(1, 7), new UUID(1, 2));
    Buffer wire = Buffer.buffer();
    codec.encodeToWire(wire, List.of(receipt));
    wire.setByte(wire.length() - 1, (byte) -1);

    assertThat(codec.decodeFromWire(0, wire))
        .containsExactly(DeliveryReceipt.declined(receipt.from(), receipt.id()));
  }

  @Test
  void refusesMoreAnswersThanThereAreWithoutMakingRoomForThem() {
    Buffer wire = Buffer.buffer().appendInt(Integer.MAX_VALUE);

    assertThatThrownBy(() -> codec.decodeFromWire(0, wire)).isInstanceOf(RuntimeException.class);
  }

  private static HashedAddress address(long user, long device) {
    return new HashedAddress(new HashedUser(new UUID(user, 1)), DeviceId.of(device));
  }
}
