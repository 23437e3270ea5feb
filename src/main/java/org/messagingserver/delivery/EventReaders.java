package org.messagingserver.delivery;

import io.vertx.core.Promise;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Knows whether every node of the cluster has said that it reads the later kinds of {@link
 * ConsumerEvent}; as long as that is not known, nothing is sent that an older one cannot read. Each
 * node announces it in its metadata in the cluster. Belongs to one event loop.
 */
final class EventReaders {
  private static final String KEY = "consumerEvents";
  private static final int LATER = 2;

  private final ClusterManager cluster;
  private final Supplier<Promise<NodeInfo>> promises;
  private final Map<String, Boolean> answered = new HashMap<>();

  /**
   * @param promises made on the event loop
   */
  EventReaders(ClusterManager cluster, Supplier<Promise<NodeInfo>> promises) {
    this.cluster = cluster;
    this.promises = promises;
  }

  /** Lets a node of these options say that it reads them. */
  static void announce(EventBusOptions options) {
    options.setClusterNodeMetadata(new JsonObject().put(KEY, LATER));
  }

  /** Whether all nodes read them, as far as is known; of one that has just come it is asked. */
  boolean includeAll() {
    List<String> nodes = nodes();
    answered.keySet().retainAll(nodes);
    boolean all = !nodes.isEmpty();
    for (String node : nodes) {
      all &= reads(node);
    }
    return all;
  }

  /** None where this node is out of its cluster. */
  private List<String> nodes() {
    try {
      return cluster.getNodes();
    } catch (RuntimeException out) {
      return List.of();
    }
  }

  private boolean reads(String node) {
    Boolean answer = answered.get(node);
    if (answer == null) {
      answered.put(node, false);
      ask(node);
    }
    return Boolean.TRUE.equals(answered.get(node));
  }

  private void ask(String node) {
    Promise<NodeInfo> info = promises.get();
    info.future()
        .onSuccess(found -> answered.replace(node, isLater(found)))
        .onFailure(unknown -> answered.remove(node));
    cluster.getNodeInfo(node, info);
  }

  private static boolean isLater(NodeInfo info) {
    return info.metadata() != null && info.metadata().getInteger(KEY, 0) >= LATER;
  }
}
