package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.testkit.TestCluster;
import org.messagingserver.tools.localcluster.LocalCluster;
import org.messagingserver.tools.localcluster.Loopback;
import org.messagingserver.tools.localcluster.UnixSignal;

/**
 * What operators may do to nodes under load. Clients see lost connections at most: each letter is
 * acked and arrives, as soon as usual but for the time that its sender or recipient needed to
 * connect anew. A server that refused letters would show: the client tries again until they are
 * taken, so their Acks would come late.
 */
@ExtendWith(VertxExtension.class)
class RollingRestartIT {
  /**
   * But for reconnects: far from what a lost hint costs; a busy machine that starts a server needs
   * some.
   */
  private static final Duration USUAL = Duration.ofSeconds(10);

  /** Six letters each time. */
  static final Duration TICK = Duration.ofMillis(20);

  private static final int LETTERS = 100;

  private static TestCluster cluster;

  private Traffic traffic;

  @BeforeAll
  static void startThreeOfFour(Vertx vertx) throws InterruptedException {
    cluster =
        TestCluster.open(
            vertx,
            Loopback.onFreePorts(4),
            new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
    cluster.start(1, 2, 3);
  }

  @AfterAll
  static void stopInOrderAndWithoutComplaint() throws InterruptedException {
    cluster.stop();
  }

  @BeforeEach
  void correspondOverAllNodes() {
    traffic = new Traffic(cluster);
    traffic.between(cluster.uris(1, 2, 3), cluster.uris(2, 3, 1));
    traffic.between(cluster.uris(2, 3, 1), cluster.uris(3, 1, 2));
    traffic.between(cluster.uris(3, 1, 2), cluster.uris(1, 2, 3));
    traffic.between(cluster.uris(2, 1, 3), cluster.uris(1, 3, 2));
    traffic.between(cluster.uris(3, 2, 1), cluster.uris(2, 1, 3));
    traffic.between(cluster.uris(1, 2, 3), cluster.uris(1, 2, 3));
    traffic.flowing(TICK);
  }

  @Test
  void losesAndRefusesNothingWhileEachNodeIsRestartedInItsTurn() throws InterruptedException {
    for (int node = 1; node <= 3; node++) {
      stopInOrder(node);
      traffic.awaitProgress();
      cluster.start(node);
      traffic.awaitProgress();
    }
    traffic.awaitHandedOver();
    long calm = System.nanoTime();
    traffic.awaitProgress(LETTERS);
    traffic.finish();

    assertThat(traffic.reconnects()).isGreaterThanOrEqualTo(6);
    assertThat(traffic.slowestAck()).isLessThan(USUAL);
    assertThat(traffic.slowestArrival()).isLessThan(USUAL);
    assertThat(traffic.slowestArrival(calm)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void goesOnUndisturbedWhileAFourthNodeComesAndGoes() throws InterruptedException {
    cluster.start(4);
    traffic.awaitProgress();
    stopInOrder(4);
    traffic.awaitProgress();
    traffic.finish();

    assertThat(traffic.reconnects()).isZero();
    assertThat(traffic.slowestAck()).isLessThan(USUAL);
    assertThat(traffic.slowestArrival()).isLessThan(USUAL);
  }

  private static void stopInOrder(int node) throws InterruptedException {
    cluster.process(node).signal(UnixSignal.TERM);
    assertThat(cluster.process(node).exitCode(LocalCluster.STOP_TIMEOUT)).hasValue(143);
  }
}
