package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.delivery.ConsumerEvent.Predecessor;

class HighWaterMarksTest {
  private static final long NOW = 10_000;

  private final HighWaterMarks highWaterMarks = new HighWaterMarks();

  private static HandedOver message(long count, Predecessor predecessor) {
    return new HandedOver(id(count), predecessor, Buffer.buffer());
  }

  private static UUID id(long count) {
    return new UUID(7, count);
  }

  private static Predecessor unfinished(long count) {
    return new Predecessor(id(count), Predecessor.UNFINISHED);
  }

  @Test
  void takesWhatHasNothingBeforeIt() {
    assertThat(highWaterMarks.isInOrder(message(1, null), NOW)).isTrue();
  }

  @Test
  void takesWhatComesBehindADeliveredMessage() {
    assertThat(highWaterMarks.isInOrder(message(2, unfinished(1)), NOW)).isFalse();

    highWaterMarks.delivered(id(1));

    assertThat(highWaterMarks.isInOrder(message(2, unfinished(1)), NOW)).isTrue();
    assertThat(highWaterMarks.isInOrder(message(4, unfinished(3)), NOW)).isFalse();
  }

  @Test
  void letsNothingOvertakeWhatANotificationHasAnnounced() {
    highWaterMarks.stored(id(1));
    assertThat(highWaterMarks.isInOrder(message(2, null), NOW)).isFalse();

    highWaterMarks.delivered(id(1));

    assertThat(highWaterMarks.isInOrder(message(2, null), NOW)).isTrue();
  }

  @Test
  void takesWhatWasAnnouncedForGoneOnceAllHasBeenRead() {
    highWaterMarks.stored(id(1));

    highWaterMarks.mailboxEmpty(NOW);

    assertThat(highWaterMarks.isInOrder(message(2, null), NOW)).isTrue();
  }

  @Test
  void takesWhatComesBehindAMessageThatWasStoredBeforeEverythingWasRead() {
    highWaterMarks.mailboxEmpty(NOW);

    assertThat(highWaterMarks.isInOrder(message(2, new Predecessor(id(1), 50)), NOW + 50)).isTrue();
    assertThat(highWaterMarks.isInOrder(message(2, new Predecessor(id(1), 49)), NOW + 50))
        .isFalse();
    assertThat(highWaterMarks.isInOrder(message(2, unfinished(1)), NOW + 50)).isFalse();
  }

  @Test
  void knowsWhatComesTooLate() {
    highWaterMarks.delivered(id(5));

    assertThat(highWaterMarks.isPast(message(5, null).id())).isTrue();
    assertThat(highWaterMarks.isPast(message(6, null).id())).isFalse();
  }

  @Test
  void remembersABoundedNumberOfDispatchers() {
    highWaterMarks.delivered(id(5));

    LongStream.range(100, 100 + 1024)
        .forEach(dispatcherId -> highWaterMarks.delivered(new UUID(dispatcherId, 1)));

    assertThat(highWaterMarks.isPast(message(5, null).id())).isFalse();
  }
}
