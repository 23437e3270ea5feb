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
 * Calls every other node over the event bus, every two seconds, and logs in one line which one has
 * not answered for ten although it is a member, and why. Hazelcast has separate ports, and accepts
 * a node whose bus nobody reaches: only the sweep would deliver its clients' messages.
 *
 * <p>All of it happens on one event loop.
 */
final class Peers {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.cluster");
  private static final long CALL_MILLIS = 2000;
  private static final long PATIENCE_MILLIS = 10_000;
  private static final DeliveryOptions CALL = new DeliveryOptions().setSendTimeout(CALL_MILLIS);

  private final Vertx vertx;
  private final ClusterManager cluster;
  private final BusTrial trial;
  private final ClusterMeters meters;
  private final Map<String, Long> silentSince = new HashMap<>();
  private final Set<String> unreachable = new HashSet<>();
  private Optional<MessageConsumer<String>> place = Optional.empty();
  private long timer;

  /**
   * @param trial finds out why a node is not reached
   */
  Peers(Vertx vertx, BusTrial trial, ClusterMeters meters) {
    this.vertx = vertx;
    this.trial = trial;
    this.cluster = ((VertxInternal) vertx).clusterManager();
    this.meters = meters;
  }

  /** Answers others from now on, and calls them. */
  Future<Void> begin() {
    Promise<Void> begun = Promise.promise();
    Context loop = vertx.getOrCreateContext();
    loop.runOnContext(
        turn -> {
          MessageConsumer<String> consumer =
              vertx.eventBus().consumer(address(cluster.getNodeId()));
          consumer.handler(call -> call.reply(null));
          place = Optional.of(consumer);
          timer = vertx.setPeriodic(CALL_MILLIS, due -> callAll());
          begun.complete();
        });
    return begun.future();
  }

  Future<Void> end() {
    vertx.cancelTimer(timer);
    return place
        .map(MessageConsumer::unregister)
        .orElseGet(Future::succeededFuture)
        .otherwiseEmpty();
  }

  private void callAll() {
    List<String> nodes = cluster.getNodes();
    silentSince.keySet().retainAll(nodes);
    unreachable.retainAll(nodes);
    meters.unreachable(unreachable.size());
    nodes.stream().filter(node -> !node.equals(cluster.getNodeId())).forEach(this::call);
  }

  private void call(String node) {
    long begun = System.nanoTime();
    vertx
        .eventBus()
        .request(address(node), null, CALL)
        .onSuccess(answer -> heard(node))
        .onFailure(failure -> unheard(node, failure, begun));
  }

  private void heard(String node) {
    silentSince.remove(node);
    if (unreachable.remove(node)) {
      meters.unreachable(unreachable.size());
      where(node)
          .onSuccess(
              at ->
                  LOG.log(
                      System.Logger.Level.INFO,
                      "the event bus reaches the node at {0} again",
                      text(at)));
    }
  }

  private void unheard(String node, Throwable failure, long begun) {
    if (failure instanceof ReplyException refused
        && refused.failureType() == ReplyFailure.NO_HANDLERS) {
      // It is starting, stopping, or of a version that answers no such calls.
      silentSince.remove(node);
      return;
    }
    long since = silentSince.computeIfAbsent(node, first -> begun);
    if ((System.nanoTime() - since) / 1_000_000 >= PATIENCE_MILLIS && unreachable.add(node)) {
      where(node)
          .compose(at -> trial.cause(at).map(cause -> text(at) + " over the event bus: " + cause))
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

  private Future<NodeInfo> where(String node) {
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
