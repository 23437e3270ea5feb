package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowTest {
  private final SimulatedLoop loop = new SimulatedLoop();
  private final Window window =
      new Window(
          loop,
          Rig.settings(4, 1000, Duration.ofHours(1), Duration.ZERO, Duration.ofMillis(150)),
          Unmetered.DELIVERIES);
  private int lastSequence;

  @Test
  void givesCreditForAsManyMessagesAsMayBeInFlight() {
    send(10);
    send(10);
    send(10);

    assertThat(window.credit()).isEqualTo(1);
    send(10);
    assertThat(window.credit()).isZero();
  }

  @Test
  void givesNoCreditOnceTheBytesAreUsedUp() {
    send(600);

    assertThat(window.credit()).isEqualTo(3);
    assertThat(window.creditBytes()).isEqualTo(400);
    send(400);
    assertThat(window.credit()).isZero();
  }

  @Test
  void leavesTheRowOfAnAckedMessageOutOfReadsUntilItIsDeleted() {
    Window.Known message = window.acked(send(10));
    assertThat(window.rowsAfter(0)).containsExactly(message.row());

    window.deleted(message, message.row());

    assertThat(window.rowsAfter(0)).isEmpty();
  }

  /** An attempt to store it whose outcome had been unknown may store it once more. */
  @Test
  void knowsADeletedMessageWhenItTurnsUpInAnotherRow() {
    Window.Known message = window.acked(send(10));
    window.deleted(message, message.row());

    assertThat(window.foundRow(window.find(message.id), 999)).isTrue();

    assertThat(window.rowsAfter(0)).containsExactly(999L);
  }

  @Test
  void remembersAnAckedMessageWithoutARowUntilItCanNoLongerBeStored() {
    UUID id = UUID.randomUUID();
    window.sentHandedOver(++lastSequence, id, 10);
    window.acked(lastSequence);
    assertThat(window.find(id).isAcked()).isTrue();
    assertThat(window.rowsAfter(0)).isEmpty();

    loop.pass(Duration.ofHours(2).toMillis());
    ackAnother();
    assertThat(window.find(id)).isNotNull();

    loop.pass(Duration.ofHours(3).toMillis());
    ackAnother();
    loop.pass(Duration.ofHours(3).toMillis());
    ackAnother();
    assertThat(window.find(id)).isNull();
  }

  @Test
  void remembersAcksWithoutARowInABoundedNumber() {
    UUID id = UUID.randomUUID();
    window.sentHandedOver(++lastSequence, id, 10);
    window.acked(lastSequence);

    IntStream.range(0, 2 * 32 * 4).forEach(message -> ackAnother());

    assertThat(window.find(id)).isNull();
  }

  private void ackAnother() {
    window.sentHandedOver(++lastSequence, UUID.randomUUID(), 10);
    window.acked(lastSequence);
  }

  @Test
  void takesTheRowOfAMessageThatIsStoredAfterItWasHandedOver() {
    UUID id = UUID.randomUUID();
    window.sentHandedOver(++lastSequence, id, 10);

    assertThat(window.foundRow(window.find(id), 7)).isTrue();
    assertThat(window.foundRow(window.find(id), 7)).isFalse();

    assertThat(window.rowsAfter(0)).containsExactly(7L);
    assertThat(window.clear()).isEmpty();
  }

  @Test
  void isStuckWhenTheClientHasMessagesAndAcksNone() {
    int first = send(10);
    send(10);
    loop.pass(100);
    window.acked(first);
    loop.pass(150);
    assertThat(window.isStuck()).isFalse();

    loop.pass(1);
    assertThat(window.isStuck()).isTrue();
  }

  @Test
  void isNotStuckWithNothingInFlight() {
    window.acked(send(10));
    loop.pass(1000);
    assertThat(window.isStuck()).isFalse();

    send(10);
    assertThat(window.isStuck()).isFalse();
  }

  @Test
  void takesAnAckOfWhatIsNotInFlightForNothing() {
    int sequence = send(1000);
    assertThat(window.acked(sequence + 1)).isNull();
    window.acked(sequence);

    assertThat(window.acked(sequence)).isNull();
    assertThat(window.creditBytes()).isEqualTo(1000);
  }

  @Test
  void givesNoCreditWhileTooManyAckedMessagesAwaitTheirDelete() {
    Window.Known first = window.acked(send(10));
    for (int message = 1; message < 16; message++) {
      window.acked(send(10));
    }

    assertThat(window.credit()).isZero();
    window.deleted(first, first.row());
    assertThat(window.credit()).isEqualTo(4);
  }

  @Test
  void forgetsEverythingWhenItIsCleared() {
    int sequence = send(1000);

    window.clear();

    assertThat(window.acked(sequence)).isNull();
    assertThat(window.rowsAfter(0)).isEmpty();
    assertThat(window.credit()).isEqualTo(4);
    assertThat(window.creditBytes()).isEqualTo(1000);
  }

  private int send(int bytes) {
    int sequence = ++lastSequence;
    window.sentStored(sequence, UUID.randomUUID(), sequence + 100, bytes);
    return sequence;
  }
}
