package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.InboxEvent.HandedOver;
import org.messagingserver.delivery.InboxEvent.Predecessor;

class HeardTest {
  private static final long NOW = 10_000;

  private final Heard heard = new Heard();

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
    assertThat(heard.isNext(message(1, null), NOW)).isTrue();
  }

  @Test
  void takesWhatComesBehindADeliveredMessage() {
    assertThat(heard.isNext(message(2, unfinished(1)), NOW)).isFalse();

    heard.delivered(id(1));

    assertThat(heard.isNext(message(2, unfinished(1)), NOW)).isTrue();
    assertThat(heard.isNext(message(4, unfinished(3)), NOW)).isFalse();
  }

  @Test
  void letsNothingOvertakeWhatAHintHasAnnounced() {
    heard.waits(id(1));
    assertThat(heard.isNext(message(2, null), NOW)).isFalse();

    heard.delivered(id(1));

    assertThat(heard.isNext(message(2, null), NOW)).isTrue();
  }

  @Test
  void takesWhatWasAnnouncedForGoneOnceAllHasBeenRead() {
    heard.waits(id(1));

    heard.nothingWaits(NOW);

    assertThat(heard.isNext(message(2, null), NOW)).isTrue();
  }

  @Test
  void takesWhatComesBehindAMessageThatWasStoredBeforeEverythingWasRead() {
    heard.nothingWaits(NOW);

    assertThat(heard.isNext(message(2, new Predecessor(id(1), 50)), NOW + 50)).isTrue();
    assertThat(heard.isNext(message(2, new Predecessor(id(1), 49)), NOW + 50)).isFalse();
    assertThat(heard.isNext(message(2, unfinished(1)), NOW + 50)).isFalse();
  }

  @Test
  void knowsWhatComesTooLate() {
    heard.delivered(id(5));

    assertThat(heard.isPast(message(5, null).id())).isTrue();
    assertThat(heard.isPast(message(6, null).id())).isFalse();
  }

  @Test
  void remembersABoundedNumberOfOutboxes() {
    heard.delivered(id(5));

    LongStream.range(100, 100 + 1024).forEach(outbox -> heard.delivered(new UUID(outbox, 1)));

    assertThat(heard.isPast(message(5, null).id())).isFalse();
  }
}
