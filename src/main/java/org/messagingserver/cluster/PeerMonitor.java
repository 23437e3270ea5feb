package org.messagingserver.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pings every other node over the event bus, every two seconds, and logs in one line which one has
 * not answered for ten although it is a member, and why. Hazelcast has separate ports, and accepts
 * a node whose bus nobody reaches: only the sweep would deliver its clients' messages.
 *
 * <p>All of it happens on one event loop.
 */
final class PeerMonitor {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.cluster");
  private static final long PING_MILLIS = 2000;
  private static final long UNREACHABLE_MILLIS = 10_000;
  private static final DeliveryOptions PING = new DeliveryOptions().setSendTimeout(PING_MILLIS);

  private final Vertx vertx;
  private final ClusterManager cluster;
  private final BusDiagnosis busDiagnosis;
  private final ClusterMeters meters;
  private final Map<String, Long> silentSince = new HashMap<>();
  private final Set<String> unreachable = new HashSet<>();
  private Optional<MessageConsumer<String>> registration = Optional.empty();
  private long timer;

  /**
   * @param busDiagnosis finds out why a node is not reached
   */
  PeerMonitor(Vertx vertx, BusDiagnosis busDiagnosis, ClusterMeters meters) {
    this.vertx = vertx;
    this.busDiagnosis = busDiagnosis;
    this.cluster = ((VertxInternal) vertx).clusterManager();
    this.meters = meters;
  }

  /** Answers others from now on, and pings them. */
  Future<Void> start() {
    Promise<Void> started = Promise.promise();
    Context loop = vertx.getOrCreateContext();
    loop.runOnContext(
        tick -> {
          MessageConsumer<String> consumer =
              vertx.eventBus().consumer(address(cluster.getNodeId()));
          consumer.handler(call -> call.reply(null));
          registration = Optional.of(consumer);
          timer = vertx.setPeriodic(PING_MILLIS, due -> pingAll());
          started.complete();
        });
    return started.future();
  }

  Future<Void> stop() {
    vertx.cancelTimer(timer);
    return registration
        .map(MessageConsumer::unregister)
        .orElseGet(Future::succeededFuture)
        .otherwiseEmpty();
  }

  private void pingAll() {
    List<String> nodes = cluster.getNodes();
    silentSince.keySet().retainAll(nodes);
    unreachable.retainAll(nodes);
    meters.unreachable(unreachable.size());
    nodes.stream().filter(node -> !node.equals(cluster.getNodeId())).forEach(this::ping);
  }

  private void ping(String node) {
    long started = System.nanoTime();
    vertx
        .eventBus()
        .request(address(node), null, PING)
        .onSuccess(reply -> reachable(node))
        .onFailure(failure -> unanswered(node, failure, started));
  }

  private void reachable(String node) {
    silentSince.remove(node);
    if (unreachable.remove(node)) {
      meters.unreachable(unreachable.size());
      nodeInfo(node)
          .onSuccess(
              at ->
                  LOG.log(
                      System.Logger.Level.INFO,
                      "the event bus reaches the node at {0} again",
                      text(at)));
    }
  }

  private void unanswered(String node, Throwable failure, long started) {
    if (failure instanceof ReplyException refused
        && refused.failureType() == ReplyFailure.NO_HANDLERS) {
      // It is starting, stopping, or of a version that answers no such pings.
      silentSince.remove(node);
      return;
    }
    long since = silentSince.computeIfAbsent(node, first -> started);
    if ((System.nanoTime() - since) / 1_000_000 >= UNREACHABLE_MILLIS && unreachable.add(node)) {
      nodeInfo(node)
          .compose(
              at -> busDiagnosis.cause(at).map(cause -> text(at) + " over the event bus: " + cause))
          .otherwise("an address that is not known")
          .onSuccess(what -> report(node, what));
    }
  }

  /** One that has gone meanwhile is no news of the bus. */
  private void report(String node, String what) {
    if (unreachable.contains(node) && cluster.getNodes().contains(node)) {
      meters.unreachable(unreachable.size());
      LOG.log(
          System.Logger.Level.WARNING,
          "this node has not reached the node at {0}; messages between them wait for the sweep",
          what);
    }
  }

  private Future<NodeInfo> nodeInfo(String node) {
    Promise<NodeInfo> found = Promise.promise();
    cluster.getNodeInfo(node, found);
    return found.future();
  }

  private static String text(NodeInfo at) {
    String host = at.host().contains(":") ? "[" + at.host() + "]" : at.host();
    return host + ":" + at.port();
  }

  private static String address(String node) {
    return "peers/" + node;
  }
}
