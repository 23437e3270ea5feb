package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.delivery.Rig.APPEND;
import static org.messagingserver.delivery.Rig.settings;
import static org.messagingserver.delivery.Rig.until;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.MessageRejectedException.Reason;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.testkit.TestStore;

class DispatcherTest extends Dispatching {
  private static final int MAX_BYTES = 1 << 18;

  // Group commit

  @Test
  void storesWhatComesInOneTurnTogetherWhoeverItIsFor() {
    List<Address> recipients = Stream.generate(rig::registered).limit(2 * BATCH).toList();
    long before = rig.proxy().executed(APPEND);

    await(
        rig.onLoop(
            () ->
                Future.all(
                    recipients.stream()
                        .map(to -> senderQuota().send(to, text("hello")))
                        .toList())));

    assertThat(rig.proxy().executed(APPEND) - before).isEqualTo(2);
  }

  @Test
  void storesTogetherWhatGathersForARecipientWhileAStatementIsUnderWay() {
    Address to = rig.registered();
    long before = rig.proxy().executed(APPEND);
    rig.proxy().holdAnswerOf(APPEND);
    List<Future<Void>> sent = new ArrayList<>(List.of(send(to, "1")));
    until(rig.proxy()::isHolding);

    Stream.of("2", "3", "4").forEach(content -> sent.add(send(to, content)));
    rig.proxy().flow();

    await(Future.all(sent));
    assertThat(rig.proxy().executed(APPEND) - before).isEqualTo(2);
    assertThat(stored(to, 4)).containsExactly("1", "2", "3", "4");
  }

  @Test
  void storesForOthersWhileAStatementIsUnderWay() {
    Address held = rig.registered();
    rig.proxy().holdAnswerOf(APPEND);
    Future<Void> first = send(held, "1");
    until(rig.proxy()::isHolding);

    await(send(rig.registered(), "2"));

    assertThat(first.isComplete()).isFalse();
    rig.proxy().flow();
    await(first);
  }

  // Outcomes

  @Test
  void tellsWhyAMessageWasNotTaken() {
    Address known = rig.registered();

    assertThat(reason(send(TestStore.stranger(), "1"))).isEqualTo(Reason.UNKNOWN_USER);
    assertThat(reason(send(new Address(known.user(), new DeviceId(2)), "1")))
        .isEqualTo(Reason.UNKNOWN_DEVICE);
  }

  @Test
  void tellsTheRecipientWhatIsStored() {
    Address to = rig.registered();
    Reader reader = rig.rested(to);

    await(send(to, "1"));

    assertThat(reader.next()).isEqualTo("1");
  }

  @Test
  void letsAnAckLeaveNoEarlierThanItIsTold() {
    Rig slow = new Rig(store, settings(100, 1 << 20, Duration.ofHours(1), Duration.ofMillis(300)));
    Address to = rig.registered();
    long start = System.nanoTime();

    await(slow.onLoop(() -> slow.deliveries().senderQuota(() -> {}, () -> 0).send(to, text("1"))));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(millis(300), millis(2000));
  }

  @Test
  void finishesWhatADisconnectedSenderLeft() {
    Address to = rig.registered();
    rig.proxy().lose(APPEND);

    rig.onLoop(
        () -> {
          SenderQuota senderQuota = senderQuota();
          senderQuota.send(to, text("1"));
          senderQuota.send(to, text("2"));
          senderQuota.close();
          return null;
        });

    until(() -> rig.held(to) == 2);
    assertThat(stored(to, 2)).containsExactly("1", "2");
  }

  @Test
  void completesItsDrainWhenEverythingIsStored() {
    Rig stopping = new Rig(store, settings(100, 1 << 20));
    Address to = rig.registered();
    stopping.proxy().lose(APPEND);
    Future<Void> sent =
        stopping.onLoop(
            () -> stopping.deliveries().senderQuota(() -> {}, () -> 0).send(to, text("1")));

    await(stopping.onLoop(stopping.deliveries()::close));

    assertThat(sent.succeeded()).isTrue();
    assertThat(rig.held(to)).isEqualTo(1);
  }

  // Bounds

  @Test
  void hasNoRoomForASenderWhoseQuotaIsUsedUpUntilHalfOfItIsFree() {
    Address to = rig.registered();
    AtomicInteger roomAgain = new AtomicInteger();
    SenderQuota senderQuota =
        rig.onLoop(() -> rig.deliveries().senderQuota(roomAgain::incrementAndGet, () -> 0));
    rig.proxy().stall();

    List<Future<Void>> sent = new ArrayList<>();
    for (int part = 0; part < 8; part++) {
      assertThat(senderQuota.hasRoom()).isTrue();
      sent.add(rig.onLoop(() -> senderQuota.send(to, Buffer.buffer(new byte[MAX_BYTES / 8]))));
    }

    assertThat(senderQuota.hasRoom()).isFalse();
    assertThat(rig.onLoop(() -> senderQuota().hasRoom())).isTrue();
    rig.proxy().flow();
    await(Future.all(sent));
    assertThat(senderQuota.hasRoom()).isTrue();
    assertThat(roomAgain).hasValue(1);
  }

  @Test
  void hasNoRoomForAnybodyWhileItIsFull() {
    Address to = rig.registered();
    AtomicInteger roomAgain = new AtomicInteger();
    SenderQuota other =
        rig.onLoop(() -> rig.deliveries().senderQuota(roomAgain::incrementAndGet, () -> 0));
    rig.proxy().stall();
    List<Future<Void>> sent = new ArrayList<>(List.of(rig.onLoop(() -> other.send(to, text("1")))));

    for (int sender = 0; sender < 4; sender++) {
      sent.add(rig.onLoop(() -> senderQuota().send(to, Buffer.buffer(new byte[MAX_BYTES]))));
    }

    assertThat(other.hasRoom()).isFalse();
    rig.proxy().flow();
    await(Future.all(sent));
    assertThat(other.hasRoom()).isTrue();
    assertThat(roomAgain).hasValue(1);
  }

  @Test
  void hasNoRoomForEverMoreEmptyMessages() {
    Address to = rig.registered();
    SenderQuota senderQuota = rig.onLoop(DispatcherTest::senderQuota);
    rig.proxy().stall();

    Future<?> sent =
        rig.onLoop(
            () ->
                Future.join(
                    Stream.generate(() -> senderQuota.send(to, Buffer.buffer()))
                        .limit(2000)
                        .toList()));

    assertThat(senderQuota.hasRoom()).isFalse();
    rig.proxy().flow();
    await(sent.otherwiseEmpty());
  }
}
