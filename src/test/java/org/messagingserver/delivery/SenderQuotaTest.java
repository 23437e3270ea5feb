package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Handling;

/** Who is read while a Dispatcher is full, and after. Its time is simulated. */
class SenderQuotaTest {
  private final DeliverySettings settings =
      new DeliverySettings(
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofMillis(1500),
          3,
          1 << 20,
          6_000,
          6_000,
          1 << 20,
          10,
          1 << 20,
          2,
          Duration.ofMillis(5),
          Duration.ofMillis(50),
          Duration.ofSeconds(2));
  private final SimulatedLoop time = new SimulatedLoop();
  private final MortalLoop loop = new MortalLoop(time);
  private final ModelMailbox store = new ModelMailbox(time);
  private final ModelBus bus = new ModelBus(time);
  private final Dispatcher dispatcher =
      new Dispatcher(
          loop,
          store.of(loop),
          bus.of(loop),
          new AckedMessageDeleter(loop, store.of(loop), settings),
          settings,
          Unmetered.DELIVERIES);
  private final List<String> told = new ArrayList<>();

  private SenderQuota quota(String name) {
    return new SenderQuota(
        dispatcher, null, settings.maxBytesPerSender(), () -> told.add(name), () -> 0);
  }

  private void fillUp() {
    HashedAddress to = new HashedAddress(new HashedUser(UUID.randomUUID()), DeviceId.of(1));
    SenderQuota sender = quota("sender");
    IntStream.range(0, 12)
        .forEach(
            message ->
                dispatcher.send(
                    sender,
                    to,
                    Buffer.buffer("hello"),
                    Handling.ORDINARY,
                    Optional.empty(),
                    Optional.empty()));
  }

  @Test
  void tellsASocketThatHasSentNothingWhenThereIsRoomAgain() {
    SenderQuota idle = quota("idle");
    fillUp();
    assertThat(idle.hasRoom()).isFalse();

    time.pass(2000);

    assertThat(told).contains("idle");
    assertThat(idle.hasRoom()).isTrue();
  }

  @Test
  void tellsNobodyWhoDidNotAskOrIsGone() {
    SenderQuota gone = quota("gone");
    quota("content");
    fillUp();
    gone.hasRoom();

    gone.close();
    time.pass(2000);

    assertThat(told).doesNotContain("gone", "content");
  }
}
