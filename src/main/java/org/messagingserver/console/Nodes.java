package org.messagingserver.console;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.List;
import java.util.Optional;

/** All nodes of the cluster, this one among them: asks each, and answers for this one. */
final class Nodes {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.console");
  private static final String STATUS = "look";
  private static final String DRAIN = "drain";
  private static final String ALONE = "alone";
  private static final DeliveryOptions TIMEOUT = new DeliveryOptions().setSendTimeout(1000);

  /** The operator receives the answer before the drain begins. */
  private static final long BEFORE_DRAIN_MILLIS = 100;

  private final Vertx vertx;
  private final EventBus bus;
  private final Optional<ClusterManager> cluster;
  private final MeterRegistry registry;
  private final LocalNode localNode;
  private Optional<MessageConsumer<String>> registration = Optional.empty();
  private boolean closed;

  Nodes(Vertx vertx, MeterRegistry registry, LocalNode localNode) {
    this.vertx = vertx;
    this.bus = vertx.eventBus();
    this.cluster = Optional.ofNullable(((VertxInternal) vertx).clusterManager());
    this.registry = registry;
    this.localNode = localNode;
  }

  /**
   * Registers on the bus, or registers again: members that have left may have taken entries of the
   * cluster's map with them.
   */
  void register() {
    if (closed) {
      return;
    }
    Optional<MessageConsumer<String>> before = registration;
    MessageConsumer<String> consumer = bus.consumer(address(ownId()));
    consumer.handler(this::handle);
    registration = Optional.of(consumer);
    consumer.completion().eventually(() -> unregister(before));
  }

  /** Leaves the bus for good. */
  Future<Void> unregister() {
    closed = true;
    return unregister(registration);
  }

  private static Future<Void> unregister(Optional<MessageConsumer<String>> registration) {
    return registration.map(MessageConsumer::unregister).orElseGet(Future::succeededFuture);
  }

  /** The id of this node, new with each of its lives. */
  String ownId() {
    return cluster.map(ClusterManager::getNodeId).orElse(ALONE);
  }

  private List<String> members() {
    return cluster.map(ClusterManager::getNodes).orElse(List.of(ALONE));
  }

  /** The answers of all nodes within about a second, without those that do not respond. */
  Future<JsonArray> status() {
    List<Future<JsonObject>> statuses = members().stream().sorted().map(this::status).toList();
    return Future.all(statuses).map(all -> new JsonArray(all.list()));
  }

  private Future<JsonObject> status(String id) {
    return bus.<JsonObject>request(address(id), STATUS, TIMEOUT)
        .map(Message::body)
        .otherwise(silence -> new JsonObject().put("state", NodeState.SILENT.text()))
        .map(status -> status.put("id", id));
  }

  /** Whether there is such a node. */
  boolean contains(String id) {
    return members().contains(id);
  }

  /** Succeeds when that node has begun to stop. */
  Future<Void> drain(String id) {
    return bus.<Void>request(address(id), DRAIN, TIMEOUT).mapEmpty();
  }

  private void handle(Message<String> request) {
    if (request.body().equals(DRAIN)) {
      LOG.log(System.Logger.Level.INFO, "draining: requested by an operator");
      request.reply(null);
      vertx.setTimer(BEFORE_DRAIN_MILLIS, due -> localNode.drain());
    } else {
      ownStatus().onSuccess(request::reply);
    }
  }

  private Future<JsonObject> ownStatus() {
    Future<JsonObject> totals = vertx.executeBlocking(() -> ConsoleMetric.all(registry), false);
    return Future.all(totals, localNode.state())
        .map(
            all ->
                new JsonObject()
                    .put("name", localNode.name())
                    .put("version", localNode.version())
                    .put("state", all.<NodeState>resultAt(1).text())
                    .put("totals", totals.result()));
  }

  private static String address(String id) {
    return "console/" + id;
  }
}
