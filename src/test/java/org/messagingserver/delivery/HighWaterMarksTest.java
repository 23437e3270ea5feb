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

  private static HandedOver message(long count, Predecessor before) {
    return new HandedOver(id(count), before, Buffer.buffer());
  }

  private static UUID id(long count) {
    return new UUID(7, count);
  }

  private static Predecessor unfinished(long count) {
    return new Predecessor(id(count), Predecessor.UNFINISHED);
  }

  @Test
  void takesWhatHasNothingBeforeIt() {
    assertThat(highWaterMarks.isNext(message(1, null), NOW)).isTrue();
  }

  @Test
  void takesWhatComesBehindADeliveredMessage() {
    assertThat(highWaterMarks.isNext(message(2, unfinished(1)), NOW)).isFalse();

    highWaterMarks.delivered(id(1));

    assertThat(highWaterMarks.isNext(message(2, unfinished(1)), NOW)).isTrue();
    assertThat(highWaterMarks.isNext(message(4, unfinished(3)), NOW)).isFalse();
  }

  @Test
  void letsNothingOvertakeWhatAHintHasAnnounced() {
    highWaterMarks.waits(id(1));
    assertThat(highWaterMarks.isNext(message(2, null), NOW)).isFalse();

    highWaterMarks.delivered(id(1));

    assertThat(highWaterMarks.isNext(message(2, null), NOW)).isTrue();
  }

  @Test
  void takesWhatWasAnnouncedForGoneOnceAllHasBeenRead() {
    highWaterMarks.waits(id(1));

    highWaterMarks.nothingWaits(NOW);

    assertThat(highWaterMarks.isNext(message(2, null), NOW)).isTrue();
  }

  @Test
  void takesWhatComesBehindAMessageThatWasStoredBeforeEverythingWasRead() {
    highWaterMarks.nothingWaits(NOW);

    assertThat(highWaterMarks.isNext(message(2, new Predecessor(id(1), 50)), NOW + 50)).isTrue();
    assertThat(highWaterMarks.isNext(message(2, new Predecessor(id(1), 49)), NOW + 50)).isFalse();
    assertThat(highWaterMarks.isNext(message(2, unfinished(1)), NOW + 50)).isFalse();
  }

  @Test
  void knowsWhatComesTooLate() {
    highWaterMarks.delivered(id(5));

    assertThat(highWaterMarks.isPast(message(5, null).id())).isTrue();
    assertThat(highWaterMarks.isPast(message(6, null).id())).isFalse();
  }

  @Test
  void remembersABoundedNumberOfOutboxes() {
    highWaterMarks.delivered(id(5));

    LongStream.range(100, 100 + 1024)
        .forEach(outbox -> highWaterMarks.delivered(new UUID(outbox, 1)));

    assertThat(highWaterMarks.isPast(message(5, null).id())).isFalse();
  }
}
