package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A client that acks nothing is asked for a sign of life, and no other. */
class AckWatchTest {
  private static final long HANDOFF = 150;

  private final SimulatedLoop loop = new SimulatedLoop();
  private final AckWatch ackWatch = new AckWatch(loop, settings(HANDOFF));

  private static DeliverySettings settings(long handoffMillis) {
    return Rig.settings(
        32, 1 << 20, Duration.ofHours(1), Duration.ZERO, Duration.ofMillis(handoffMillis));
  }

  private final class Client {
    final List<Integer> probes = new ArrayList<>();
    final UnackedWindow unackedWindow;
    private int sent;
    private int acked;

    Client() {
      unackedWindow =
          new UnackedWindow(loop, settings(HANDOFF), ackWatch, probes::add, Unmetered.DELIVERIES);
    }

    void send(int bytes) {
      unackedWindow.sentHandedOver(++sent, UUID.randomUUID(), bytes);
    }

    void ack() {
      unackedWindow.acked(++acked);
    }
  }

  @Test
  void asksAClientThatAcksNothingAtOnceWithAllThatItHas() {
    Client client = new Client();
    client.send(10);
    loop.pass(HANDOFF / 2);
    client.send(5);
    assertThat(client.probes).isEmpty();

    loop.pass(HANDOFF / 2 + 1);

    assertThat(client.probes).containsExactly(15);
  }

  @Test
  void asksAgainEveryTenSecondsForAsLongAsNothingIsAcked() {
    Client client = new Client();
    client.send(10);
    loop.pass(HANDOFF + 1);

    loop.pass(3 * AckWatch.AGAIN_MILLIS);

    assertThat(client.probes).hasSize(4);
    client.ack();
    loop.pass(3 * AckWatch.AGAIN_MILLIS);
    assertThat(client.probes).hasSize(4);
  }

  @Test
  void asksNobodyWhoHasAckedEverything() {
    Client client = new Client();
    client.send(10);
    client.ack();

    loop.pass(2 * AckWatch.AGAIN_MILLIS);

    assertThat(client.probes).isEmpty();
  }

  /** The client is behind all the time, but something is acked all the time. */
  @Test
  void asksNobodyForAsLongAsProgressIsMade() {
    Client client = new Client();
    client.send(10);

    for (int message = 0; message < 100; message++) {
      client.send(10);
      loop.pass(HANDOFF - 10);
      client.ack();
    }

    assertThat(client.probes).isEmpty();
    loop.pass(3 * HANDOFF);
    assertThat(client.probes).as("stopped").containsExactly(10);
  }

  @Test
  void asksOnceMoreOfWhoStopsAfterItHadAckedEverything() {
    Client client = new Client();
    client.send(10);
    client.ack();
    loop.pass(10 * HANDOFF);

    client.send(7);
    loop.pass(HANDOFF + 1);

    assertThat(client.probes).containsExactly(7);
  }

  @Test
  void asksNobodyWhoseSocketIsGone() {
    Client client = new Client();
    client.send(10);

    client.unackedWindow.forgetUnacked();
    loop.pass(2 * AckWatch.AGAIN_MILLIS);

    assertThat(client.probes).isEmpty();
  }

  @Test
  void doesNotForgetAClientForTheSakeOfAnother() {
    Client early = new Client();
    Client late = new Client();
    early.send(1);
    loop.pass(HANDOFF + 1);

    late.send(2);
    loop.pass(HANDOFF + 1);

    assertThat(early.probes).containsExactly(1);
    assertThat(late.probes).containsExactly(2);
  }

  /** Where nothing is handed over, no Ack is late at once. */
  @Test
  void givesAClientSomeTimeWhereNothingIsHandedOver() {
    List<Integer> probes = new ArrayList<>();
    UnackedWindow unackedWindow =
        new UnackedWindow(
            loop, settings(0), new AckWatch(loop, settings(0)), probes::add, Unmetered.DELIVERIES);
    unackedWindow.sentStored(1, UUID.randomUUID(), 1, 10);

    loop.pass(50);
    assertThat(probes).isEmpty();

    loop.pass(100);
    assertThat(probes).containsExactly(10);
  }
}
