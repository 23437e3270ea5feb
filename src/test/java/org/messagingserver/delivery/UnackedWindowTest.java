package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnackedWindowTest {
  private final SimulatedLoop loop = new SimulatedLoop();
  private final DeliverySettings settings =
      Rig.settings(4, 1000, Duration.ofHours(1), Duration.ZERO, Duration.ofMillis(150));
  private final UnackedWindow unackedWindow =
      new UnackedWindow(
          loop, settings, new AckWatch(loop, settings), bytes -> {}, Unmetered.DELIVERIES);
  private int lastSequence;

  @Test
  void givesCreditForAsManyMessagesAsMayBeInFlight() {
    send(10);
    send(10);
    send(10);

    assertThat(unackedWindow.credit()).isEqualTo(1);
    send(10);
    assertThat(unackedWindow.credit()).isZero();
  }

  @Test
  void givesNoCreditOnceTheBytesAreUsedUp() {
    send(600);

    assertThat(unackedWindow.credit()).isEqualTo(3);
    assertThat(unackedWindow.creditBytes()).isEqualTo(400);
    send(400);
    assertThat(unackedWindow.credit()).isZero();
  }

  @Test
  void leavesTheRowOfAnAckedMessageOutOfReadsUntilItIsDeleted() {
    UnackedWindow.TrackedMessage message = unackedWindow.acked(send(10));
    assertThat(unackedWindow.rowsAfter(0)).containsExactly(message.row());

    unackedWindow.deleted(message, message.row());

    assertThat(unackedWindow.rowsAfter(0)).isEmpty();
  }

  /** An attempt to store it whose outcome had been unknown may store it once more. */
  @Test
  void knowsADeletedMessageWhenItTurnsUpInAnotherRow() {
    UnackedWindow.TrackedMessage message = unackedWindow.acked(send(10));
    unackedWindow.deleted(message, message.row());

    assertThat(unackedWindow.foundRow(unackedWindow.find(message.id), 999)).isTrue();

    assertThat(unackedWindow.rowsAfter(0)).containsExactly(999L);
  }

  @Test
  void remembersAnAckedMessageWithoutARowUntilItCanNoLongerBeStored() {
    UUID id = UUID.randomUUID();
    unackedWindow.sentHandedOver(++lastSequence, id, 10);
    unackedWindow.acked(lastSequence);
    assertThat(unackedWindow.find(id).isAcked()).isTrue();
    assertThat(unackedWindow.rowsAfter(0)).isEmpty();

    loop.pass(Duration.ofHours(2).toMillis());
    ackAnother();
    assertThat(unackedWindow.find(id)).isNotNull();

    loop.pass(Duration.ofHours(3).toMillis());
    ackAnother();
    loop.pass(Duration.ofHours(3).toMillis());
    ackAnother();
    assertThat(unackedWindow.find(id)).isNull();
  }

  @Test
  void remembersAcksWithoutARowInABoundedNumber() {
    UUID id = UUID.randomUUID();
    unackedWindow.sentHandedOver(++lastSequence, id, 10);
    unackedWindow.acked(lastSequence);

    IntStream.range(0, 2 * 32 * 4).forEach(message -> ackAnother());

    assertThat(unackedWindow.find(id)).isNull();
  }

  private void ackAnother() {
    unackedWindow.sentHandedOver(++lastSequence, UUID.randomUUID(), 10);
    unackedWindow.acked(lastSequence);
  }

  @Test
  void takesTheRowOfAMessageThatIsStoredAfterItWasHandedOver() {
    UUID id = UUID.randomUUID();
    unackedWindow.sentHandedOver(++lastSequence, id, 10);

    assertThat(unackedWindow.foundRow(unackedWindow.find(id), 7)).isTrue();
    assertThat(unackedWindow.foundRow(unackedWindow.find(id), 7)).isFalse();

    assertThat(unackedWindow.rowsAfter(0)).containsExactly(7L);
    assertThat(unackedWindow.clear()).isEmpty();
  }

  @Test
  void isStuckWhenTheClientHasMessagesAndAcksNone() {
    int first = send(10);
    send(10);
    loop.pass(100);
    unackedWindow.acked(first);
    loop.pass(150);
    assertThat(unackedWindow.isStuck()).isFalse();

    loop.pass(1);
    assertThat(unackedWindow.isStuck()).as("if its Acks are not read yet").isFalse();
    loop.pass(24);
    assertThat(unackedWindow.isStuck()).isFalse();
    loop.pass(1);
    assertThat(unackedWindow.isStuck()).isTrue();
  }

  @Test
  void isNotStuckIfItsAcksWereOnlyReadLate() {
    int first = send(10);
    send(10);
    loop.stall(1000);
    assertThat(unackedWindow.isStuck()).isFalse();
    loop.pass(10);
    unackedWindow.acked(first);

    loop.pass(150);
    assertThat(unackedWindow.isStuck()).isFalse();
    loop.pass(1);
    assertThat(unackedWindow.isStuck()).as("again").isFalse();
  }

  @Test
  void isNotStuckWithNothingInFlight() {
    unackedWindow.acked(send(10));
    loop.pass(1000);
    assertThat(unackedWindow.isStuck()).isFalse();

    send(10);
    assertThat(unackedWindow.isStuck()).isFalse();
  }

  @Test
  void takesAnAckOfWhatIsNotInFlightForNothing() {
    int sequence = send(1000);
    assertThat(unackedWindow.acked(sequence + 1)).isNull();
    unackedWindow.acked(sequence);

    assertThat(unackedWindow.acked(sequence)).isNull();
    assertThat(unackedWindow.creditBytes()).isEqualTo(1000);
  }

  @Test
  void givesNoCreditWhileTooManyAckedMessagesAwaitTheirDelete() {
    UnackedWindow.TrackedMessage first = unackedWindow.acked(send(10));
    for (int message = 1; message < 16; message++) {
      unackedWindow.acked(send(10));
    }

    assertThat(unackedWindow.credit()).isZero();
    unackedWindow.deleted(first, first.row());
    assertThat(unackedWindow.credit()).isEqualTo(4);
  }

  @Test
  void forgetsEverythingWhenItIsCleared() {
    int sequence = send(1000);

    unackedWindow.clear();

    assertThat(unackedWindow.acked(sequence)).isNull();
    assertThat(unackedWindow.rowsAfter(0)).isEmpty();
    assertThat(unackedWindow.credit()).isEqualTo(4);
    assertThat(unackedWindow.creditBytes()).isEqualTo(1000);
  }

  private int send(int bytes) {
    int sequence = ++lastSequence;
    unackedWindow.sentStored(sequence, UUID.randomUUID(), sequence + 100, bytes);
    return sequence;
  }
}
