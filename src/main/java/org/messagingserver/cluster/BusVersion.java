package org.messagingserver.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import java.util.List;

/**
 * The version of the events between nodes. Nodes of two versions would be one cluster and not find
 * each other's sockets: each node announces its version to the others, and does not start where one
 * of them has another.
 */
final class BusVersion {
  /** Versions 1 and 2 had a registration of the event bus for each socket. */
  private static final int OWN = 3;

  private static final String KEY = "consumerEvents";

  private BusVersion() {}

  /** Lets a node of these options say its version. */
  static void announce(EventBusOptions options) {
    options.setClusterNodeMetadata(new JsonObject().put(KEY, OWN));
  }

  /** Fails with {@link ClusterException} where a node of the cluster has another version. */
  static Future<Void> requireSame(VertxInternal vertx) {
    ClusterManager cluster = vertx.clusterManager();
    List<Future<NodeInfo>> asked =
        cluster.getNodes().stream().map(node -> info(vertx, cluster, node)).toList();
    return Future.join(asked)
        .transform(
            answered ->
                asked.stream().filter(Future::succeeded).allMatch(answer -> isSame(answer.result()))
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new ClusterException(
                            "cluster: the other nodes run a version that does not work together"
                                + " with this one; stop all of them before you start this one")));
  }

  private static Future<NodeInfo> info(VertxInternal vertx, ClusterManager cluster, String node) {
    Promise<NodeInfo> info = vertx.getOrCreateContext().promise();
    cluster.getNodeInfo(node, info);
    return info.future();
  }

  private static boolean isSame(NodeInfo info) {
    return info.metadata() != null && info.metadata().getInteger(KEY, 0) == OWN;
  }
}
