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
  private static final String LOOK = "look";
  private static final String DRAIN = "drain";
  private static final String ALONE = "alone";
  private static final DeliveryOptions PATIENCE = new DeliveryOptions().setSendTimeout(1000);

  /** The operator receives the answer before the drain begins. */
  private static final long BEFORE_DRAIN_MILLIS = 100;

  private final Vertx vertx;
  private final EventBus bus;
  private final Optional<ClusterManager> cluster;
  private final MeterRegistry registry;
  private final LocalNode localNode;
  private Optional<MessageConsumer<String>> place = Optional.empty();
  private boolean left;

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
  void takePlace() {
    if (left) {
      return;
    }
    Optional<MessageConsumer<String>> before = place;
    MessageConsumer<String> consumer = bus.consumer(address(here()));
    consumer.handler(this::answer);
    place = Optional.of(consumer);
    consumer.completion().eventually(() -> leave(before));
  }

  /** Leaves the bus for good. */
  Future<Void> leave() {
    left = true;
    return leave(place);
  }

  private static Future<Void> leave(Optional<MessageConsumer<String>> place) {
    return place.map(MessageConsumer::unregister).orElseGet(Future::succeededFuture);
  }

  /** The id of this node, new with each of its lives. */
  String here() {
    return cluster.map(ClusterManager::getNodeId).orElse(ALONE);
  }

  private List<String> members() {
    return cluster.map(ClusterManager::getNodes).orElse(List.of(ALONE));
  }

  /** The answers of all nodes within about a second, without those that do not respond. */
  Future<JsonArray> look() {
    List<Future<JsonObject>> answers = members().stream().sorted().map(this::look).toList();
    return Future.all(answers).map(all -> new JsonArray(all.list()));
  }

  private Future<JsonObject> look(String id) {
    return bus.<JsonObject>request(address(id), LOOK, PATIENCE)
        .map(Message::body)
        .otherwise(silence -> new JsonObject().put("state", NodeState.SILENT.text()))
        .map(answer -> answer.put("id", id));
  }

  /** Whether there is such a node. */
  boolean has(String id) {
    return members().contains(id);
  }

  /** Succeeds when that node has begun to stop. */
  Future<Void> drain(String id) {
    return bus.<Void>request(address(id), DRAIN, PATIENCE).mapEmpty();
  }

  private void answer(Message<String> question) {
    if (question.body().equals(DRAIN)) {
      LOG.log(System.Logger.Level.INFO, "draining: requested by an operator");
      question.reply(null);
      vertx.setTimer(BEFORE_DRAIN_MILLIS, due -> localNode.drain());
    } else {
      ownAnswer().onSuccess(question::reply);
    }
  }

  private Future<JsonObject> ownAnswer() {
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
