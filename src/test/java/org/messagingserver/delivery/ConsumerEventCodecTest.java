package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.delivery.ConsumerEvent.Notification;
import org.messagingserver.delivery.ConsumerEvent.Predecessor;
import org.messagingserver.encryption.HashedRegistration;

class ConsumerEventCodecTest {
  private final ConsumerEventCodec codec = new ConsumerEventCodec();

  static Stream<ConsumerEvent> events() {
    return Stream.of(
        new ConsumerEvent.Stored(List.of()),
        new ConsumerEvent.Stored(List.of(new Notification(new UUID(1, 2), 3))),
        new ConsumerEvent.Stored(
            List.of(
                new Notification(new UUID(Long.MIN_VALUE, -1), Long.MAX_VALUE),
                new Notification(new UUID(-1, Long.MAX_VALUE), 0),
                new Notification(new UUID(0, 0), 1L << 40))),
        new ConsumerEvent.Messages(
            List.of(
                new HandedOver(new UUID(1, 2), null, Buffer.buffer("content")),
                new HandedOver(
                    new UUID(-1, 2), new Predecessor(new UUID(-1, 1), -1), Buffer.buffer()))),
        new ConsumerEvent.Messages(
            List.of(
                new HandedOver(
                    new UUID(1, 3),
                    new Predecessor(new UUID(1, 1), 1L << 33),
                    Buffer.buffer("x")))),
        new ConsumerEvent.Messages(
            List.of(
                new HandedOver(
                    new UUID(1, 4),
                    null,
                    Buffer.buffer("for one registration"),
                    Optional.of(new HashedRegistration(new UUID(5, -6))),
                    Optional.empty()),
                new HandedOver(
                    new UUID(1, 6),
                    null,
                    Buffer.buffer("by a token"),
                    Optional.empty(),
                    Optional.of(new UUID(-7, 8))),
                new HandedOver(
                    new UUID(1, 5), new Predecessor(new UUID(1, 4), -1), Buffer.buffer()))),
        new ConsumerEvent.OnlineOnly(
            Buffer.buffer("is typing"),
            Optional.of(new HashedRegistration(new UUID(9, -9))),
            Optional.of(new UUID(-10, 10))),
        new ConsumerEvent.OnlineOnly(Buffer.buffer(), Optional.empty(), Optional.empty()),
        new ConsumerEvent.RegisteredAs(
            new HashedRegistration(new UUID(-5, 6)), true, false, new UUID(7, -8)),
        new ConsumerEvent.RegisteredAs(
            new HashedRegistration(new UUID(5, 6)), false, true, new UUID(7, 8)),
        new ConsumerEvent.Unregistered(),
        new ConsumerEvent.KeysLow(),
        new ConsumerEvent.AckQuery(new UUID(Long.MIN_VALUE, Long.MAX_VALUE)));
  }

  @ParameterizedTest
  @MethodSource("events")
  void bringsEveryEventToAnotherNodeAsItWas(ConsumerEvent event) {
    Buffer wire = Buffer.buffer("what the bus wrote before");
    int position = wire.length();

    codec.encodeToWire(wire, event);
    wire.appendString("what the bus writes behind");

    assertThat(codec.decodeFromWire(position, wire)).isEqualTo(event);
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 5, 6, 12, 127, -128, -1})
  void refusesAnEventOfAKindThatItDoesNotKnow(byte kind) {
    assertThatThrownBy(() -> codec.decodeFromWire(0, Buffer.buffer().appendByte(kind)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesMoreNotificationsThanThereAreWithoutMakingRoomForThem() {
    Buffer wire = Buffer.buffer().appendByte((byte) 1).appendInt(Integer.MAX_VALUE);

    assertThatThrownBy(() -> codec.decodeFromWire(0, wire)).isInstanceOf(RuntimeException.class);
  }
}
