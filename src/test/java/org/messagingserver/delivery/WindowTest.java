package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.messagingserver.mailbox.WaitingMessage;

class WindowTest {
  private final Window window = new Window(Rig.settings(4, 1000));
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
  void isHalfFreeWithHalfOfTheMessagesAndHalfOfTheBytesFree() {
    int first = send(10);
    send(10);
    int third = send(10);
    assertThat(window.isHalfFree()).isFalse();

    window.acked(first);
    assertThat(window.isHalfFree()).isTrue();

    window.acked(third);
    send(600);
    assertThat(window.isHalfFree()).isFalse();
  }

  @Test
  void knowsAnAckedMessageUntilItIsForgotten() {
    int sequence = send(10);
    UUID id = window.acked(sequence);

    assertThat(window.knows(id)).isTrue();
    assertThat(window.rows()).containsExactly(window.row(id));

    window.forget(id);
    assertThat(window.knows(id)).isFalse();
    assertThat(window.rows()).isEmpty();
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
    UUID first = window.acked(send(10));
    for (int message = 1; message < 8; message++) {
      window.acked(send(10));
    }

    assertThat(window.credit()).isZero();
    assertThat(window.isHalfFree()).isFalse();
    window.forget(first);
    assertThat(window.credit()).isEqualTo(4);
  }

  @Test
  void forgetsEverythingWhenItIsCleared() {
    int sequence = send(1000);

    window.clear();

    assertThat(window.acked(sequence)).isNull();
    assertThat(window.rows()).isEmpty();
    assertThat(window.credit()).isEqualTo(4);
    assertThat(window.creditBytes()).isEqualTo(1000);
  }

  private int send(int bytes) {
    int sequence = ++lastSequence;
    window.sent(
        sequence,
        new WaitingMessage(sequence + 100, UUID.randomUUID(), Buffer.buffer(new byte[bytes])));
    return sequence;
  }
}
