package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestCluster;
import org.messagingserver.tools.localcluster.LocalCluster;
import org.messagingserver.tools.localcluster.TcpProxy;
import org.messagingserver.tools.localcluster.UnixSignal;

/**
 * What the failure of a part costs clients: time, and never a message that was acked. Each fault
 * strikes while letters are on their way.
 */
@ExtendWith(VertxExtension.class)
class ClusterFaultsIT {
  /** Of a node that was frozen while one of its threads was at work. */
  private static final String FROZEN_AT_WORK =
      "WARNING io\\.vertx\\.core\\.impl\\.BlockedThreadChecker: Thread .* has been blocked for .*";

  private static final Duration TICK = Duration.ofMillis(20);

  /** As many as a pair writes in three seconds. */
  private static final int LETTERS = 150;

  /**
   * Far from the minute that the sweep takes when nothing hurries it; a busy machine needs some.
   */
  private static final Duration USUAL = Duration.ofSeconds(10);

  private static TestCluster cluster;

  @BeforeAll
  static void start(Vertx vertx) throws InterruptedException {
    cluster =
        TestCluster.start(
            vertx, 3, new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
  }

  @BeforeEach
  void startWhatHasEnded() throws InterruptedException {
    cluster.startAll();
  }

  @AfterAll
  static void stopInOrderAndWithoutComplaint() throws InterruptedException {
    cluster.stop(
        "WARNING org\\.messagingserver\\.delivery: the database does not respond; messages wait",
        FROZEN_AT_WORK);
  }

  /** Frozen for a moment before, so that letters have gone there of which it will never tell. */
  @Test
  void losesNothingWhenTheRecipientsNodeIsKilled() throws InterruptedException {
    Traffic traffic = new Traffic(cluster);
    traffic.between(cluster.uris(1), cluster.uris(2, 3));
    traffic.between(cluster.uris(2, 3), cluster.uris(2, 1));
    traffic.flowing(TICK);

    cluster.process(2).signal(UnixSignal.STOP);
    traffic.awaitWritten(LETTERS / 10);
    cluster.process(2).kill();

    traffic.awaitProgress();
    traffic.finish();
    assertThat(traffic.reconnects()).isPositive();
    assertThat(traffic.slowestAck()).isLessThan(USUAL);
    assertThat(traffic.slowestArrival()).isLessThan(USUAL);
  }

  @Test
  void losesNothingWhenTheSendersNodeIsKilled() throws InterruptedException {
    Traffic traffic = new Traffic(cluster);
    traffic.between(cluster.uris(3, 1), cluster.uris(2));
    traffic.between(cluster.uris(3, 2), cluster.uris(2));
    traffic.flowing(TICK);

    cluster.process(3).kill();

    traffic.awaitProgress();
    traffic.finish();
    assertThat(traffic.reconnects()).isPositive();
    assertThat(traffic.slowestAck()).isLessThan(USUAL);
    assertThat(traffic.slowestArrival()).isLessThan(USUAL);
  }

  @Test
  void losesNothingWhenANodeIsRestartedInOrder() throws InterruptedException {
    Traffic traffic = new Traffic(cluster);
    traffic.between(cluster.uris(1, 2), cluster.uris(2, 3));
    traffic.between(cluster.uris(3), cluster.uris(1, 3));
    traffic.flowing(TICK);

    cluster.process(1).signal(UnixSignal.TERM);
    assertThat(cluster.process(1).exitCode(LocalCluster.STOP_TIMEOUT)).hasValue(143);
    traffic.awaitProgress();
    cluster.start(1);

    traffic.awaitProgress();
    traffic.finish();
    assertThat(traffic.reconnects()).isPositive();
    assertThat(traffic.slowestAck()).isLessThan(USUAL);
    assertThat(traffic.slowestArrival()).isLessThan(USUAL);
  }

  @Test
  void goesOnBetweenTheOtherNodesWhileOneIsFrozen() throws InterruptedException {
    Traffic others = new Traffic(cluster);
    others.between(cluster.uris(1), cluster.uris(2));
    others.between(cluster.uris(2), cluster.uris(1));
    others.between(cluster.uris(1), cluster.uris(1));
    others.flowing(TICK);
    Traffic withIt = new Traffic(cluster);
    withIt.between(cluster.uris(1), cluster.uris(3, 2));
    withIt.between(cluster.uris(3, 2), cluster.uris(1));
    withIt.flowing(TICK);

    cluster.process(3).signal(UnixSignal.STOP);
    try {
      others.awaitProgress(LETTERS);
    } finally {
      cluster.process(3).signal(UnixSignal.CONT);
    }

    Stream.of(others, withIt).forEach(Traffic::awaitProgress);
    Stream.of(others, withIt).forEach(Traffic::finish);
    assertThat(others.reconnects()).isZero();
    assertThat(others.slowestAck()).isLessThan(USUAL);
    assertThat(others.slowestArrival()).isLessThan(USUAL);
  }

  @Test
  void losesNothingWhenPostgresCrashes() throws InterruptedException {
    Traffic traffic = new Traffic(cluster);
    traffic.between(cluster.uris(1), cluster.uris(2));
    traffic.between(cluster.uris(2), cluster.uris(3));
    traffic.between(cluster.uris(3), cluster.uris(1));
    traffic.flowing(TICK);

    cluster.local().postgres().crash();

    traffic.awaitProgress();
    traffic.finish();
    assertThat(traffic.reconnects()).isZero();
    assertThat(traffic.slowestArrival()).isLessThan(USUAL);
  }

  @Test
  void deliversElsewhereWhatAVanishedSocketHasNotAcked() throws Exception {
    Identity bob = cluster.user();
    TcpProxy line =
        TcpProxy.listen(cluster.vertx(), "127.0.0.1", "127.0.0.1", cluster.node(1).uri().getPort())
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    RawSocket vanishing =
        RawSocket.open(cluster.vertx(), URI.create("ws://127.0.0.1:" + line.port() + "/api"))
            .logIn(bob, 1)
            .must(Requests.register(1, "signed"));
    RawSocket sender = cluster.socket(2);
    int seen = Mail.send(sender, bob, "seen and not acked");
    InboundMessage unacked = vanishing.nextInbound();

    line.drop(true);
    Mail.awaitAck(sender, seen);
    Mail.deliver(sender, bob, "never seen");

    RawSocket elsewhere = cluster.socket(3).logIn(bob, 1);
    assertThat(Mail.take(elsewhere, 2)).containsExactly(Mail.text(unacked), "never seen");
    line.close();
  }
}
