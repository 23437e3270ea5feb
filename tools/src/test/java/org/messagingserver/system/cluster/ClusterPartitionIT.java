package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.testkit.TestCluster;
import org.messagingserver.tools.localcluster.Namespaces;

/**
 * What a broken network between nodes costs clients, who reach theirs all the time. Needs network
 * namespaces, see {@link Namespaces}.
 */
@ExtendWith(VertxExtension.class)
class ClusterPartitionIT {
  /** Hazelcast repeats a call to a member that it could not reach, and both are answered. */
  private static final String ANSWERED_TWICE =
      "SEVERE com\\.hazelcast\\.multimap\\..*already responseReceived.*";

  private static final Duration TICK = Duration.ofMillis(50);

  private static final int NODES = 2;

  @Test
  void losesNothingBetweenNodesThatCannotReachEachOtherAndHealsWhenTheyCan(Vertx vertx)
      throws InterruptedException, IOException {
    assumeThat(Namespaces.isPossible()).as("network namespaces may be made here").isTrue();
    TestCluster cluster =
        TestCluster.open(
            vertx,
            Namespaces.of(vertx, NODES),
            new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
    Namespaces network = (Namespaces) cluster.local().network();
    cluster.useClusterFile(impatient());
    cluster.startAll();
    Traffic traffic = new Traffic(cluster);
    traffic.between(cluster.uris(1), cluster.uris(2));
    traffic.between(cluster.uris(2), cluster.uris(1));
    traffic.between(cluster.uris(1), cluster.uris(1));
    traffic.flowing(TICK);

    network.cut(1, 2);
    cluster.awaitSize(1);
    traffic.awaitProgress();
    network.heal();
    cluster.awaitSize(NODES);

    traffic.awaitProgress();
    traffic.awaitHandedOver();
    traffic.finish();
    assertThat(traffic.reconnects()).isZero();
    assertThat(traffic.slowestAck()).isLessThan(Duration.ofSeconds(3));
    cluster.stop(ANSWERED_TWICE);
  }

  /** The shipped file, but for how soon a silent node is given up and looked for again. */
  private static String impatient() throws IOException {
    String shipped = Files.readString(Path.of("cluster.xml"));
    String impatient =
        shipped
            .replace("max.no.heartbeat.seconds\">10<", "max.no.heartbeat.seconds\">3<")
            .replaceAll("run.delay.seconds\">5<", "run.delay.seconds\">2<");
    assertThat(impatient.length()).isEqualTo(shipped.length() - 1);
    return impatient;
  }
}
