package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.messagingserver.delivery.DeliveryBus.Subscription;
import org.messagingserver.directory.Place;

/** The bus of Vert.x, on one node or clustered; on one node there is nobody to probe it. */
final class VertxLoopBus implements LoopBus {
  private static final LoopEventCodec EVENT = new LoopEventCodec();
  private static final ReceiptCodec RECEIPTS = new ReceiptCodec();
  private static final ProbeRequestCodec PROBE_REQUEST = new ProbeRequestCodec();
  private static final long PROBE_MILLIS = 3000;
  private static final DeliveryOptions AS_PROBE_REQUEST =
      new DeliveryOptions().setCodecName(PROBE_REQUEST.name()).setSendTimeout(PROBE_MILLIS);
  private static final DeliveryOptions AS_EVENT = new DeliveryOptions().setCodecName(EVENT.name());
  private static final DeliveryOptions AS_RECEIPTS =
      new DeliveryOptions().setCodecName(RECEIPTS.name());

  /** The cluster's answer who is in it is worth so much while a node is unknown. */
  private static final long NODES_MILLIS = 100;

  private final EventBus eventBus;
  private final EventLoop eventLoop;
  private final ClusterManager cluster;
  private final UUID self;
  private final UnwrittenBytes unwrittenBytes;
  private Set<UUID> nodes = Set.of();
  private long nodesAskedAt;

  VertxLoopBus(Vertx vertx, EventLoop eventLoop, DeliveryMeters meters) {
    this.eventBus = vertx.eventBus();
    this.eventLoop = eventLoop;
    this.cluster = ((VertxInternal) vertx).clusterManager();
    this.self = cluster == null ? Place.NO_CLUSTER : UUID.fromString(cluster.getNodeId());
    this.unwrittenBytes = new UnwrittenBytes(meters);
    membershipChanged();
  }

  /** Teaches an event bus to carry our events; once for each Vert.x. */
  static void prepare(Vertx vertx) {
    vertx.eventBus().registerCodec(EVENT);
    vertx.eventBus().registerCodec(RECEIPTS);
    vertx.eventBus().registerCodec(PROBE_REQUEST);
  }

  @Override
  public Future<Subscription> listen(long loop, Handler<LoopEvent> handler) {
    return this.<LoopEvent>consume(loopAddress(loop), message -> handler.handle(message.body()));
  }

  /** If the cluster refuses it, the bus of this node would nevertheless keep it. */
  private <T> Future<Subscription> consume(String address, Handler<Message<T>> handler) {
    MessageConsumer<T> consumer = eventBus.consumer(address);
    consumer.handler(handler);
    return consumer
        .completion()
        .<Subscription>map(consumer::unregister)
        .onFailure(refused -> consumer.unregister());
  }

  @Override
  public Future<Void> send(Place to, LoopEvent event) {
    return unwrittenBytes.count(
        to.node(),
        event,
        () -> eventBus.<LoopEvent>sender(loopAddress(to.loop()), AS_EVENT).write(event));
  }

  /** The cluster is asked again where it did not know the node: it may have come just now. */
  @Override
  public boolean isPresent(UUID node) {
    if (node.equals(self)) {
      return true;
    }
    if (!nodes.contains(node) && eventLoop.millis() - nodesAskedAt >= NODES_MILLIS) {
      membershipChanged();
    }
    return nodes.contains(node);
  }

  /** Nodes have come or gone. */
  void membershipChanged() {
    if (cluster != null) {
      nodesAskedAt = eventLoop.millis();
      nodes = nodes().stream().map(UUID::fromString).collect(Collectors.toUnmodifiableSet());
    }
  }

  /** None where this node is out of its cluster. */
  private List<String> nodes() {
    try {
      return cluster.getNodes();
    } catch (RuntimeException out) {
      return List.of();
    }
  }

  @Override
  public Future<Subscription> subscribeReceipts(
      long dispatcherId, Handler<List<DeliveryReceipt>> handler) {
    return this.<List<DeliveryReceipt>>consume(
        dispatcherAddress(dispatcherId), message -> handler.handle(message.body()));
  }

  @Override
  public Future<Void> sendReceipts(long dispatcherId, List<DeliveryReceipt> receipts) {
    return eventBus
        .<List<DeliveryReceipt>>sender(dispatcherAddress(dispatcherId), AS_RECEIPTS)
        .write(receipts);
  }

  @Override
  public Future<Boolean> probe(long loop, long dispatcherId) {
    return Future.succeededFuture()
        .map(now -> anotherNode())
        .compose(
            node ->
                node.isPresent()
                    ? eventBus
                        .request(
                            proberAddress(node.get()),
                            new ProbeRequest(cluster.getNodeId(), loop, dispatcherId),
                            AS_PROBE_REQUEST)
                        .map(true)
                    : Future.succeededFuture(false));
  }

  /** Throws where this node is out of its cluster. */
  private Optional<String> anotherNode() {
    List<String> others = new ArrayList<>(cluster.getNodes());
    others.remove(cluster.getNodeId());
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(others.get(ThreadLocalRandom.current().nextInt(others.size())));
  }

  @Override
  public Future<Subscription> serveProbes(Runnable onProbe) {
    return this.<ProbeRequest>consume(
        proberAddress(cluster.getNodeId()),
        message -> {
          if (message.body().isProbe()) {
            onProbe.run();
          } else {
            sendProbes(message.body()).onComplete(done -> message.reply(null));
          }
        });
  }

  private Future<?> sendProbes(ProbeRequest request) {
    MessageProducer<LoopEvent> loop = eventBus.sender(loopAddress(request.loop()), AS_EVENT);
    MessageProducer<ProbeRequest> node =
        eventBus.publisher(proberAddress(request.node()), AS_PROBE_REQUEST);
    return Future.join(
        loop.write(new LoopEvent.Probe()),
        sendReceipts(request.dispatcherId(), List.of()),
        node.write(ProbeRequest.PROBE));
  }

  private static String loopAddress(long loop) {
    return "loop/" + Long.toHexString(loop);
  }

  private static String proberAddress(String node) {
    return "probes/" + node;
  }

  private static String dispatcherAddress(long dispatcherId) {
    return "outbox/" + Long.toHexString(dispatcherId);
  }
}
