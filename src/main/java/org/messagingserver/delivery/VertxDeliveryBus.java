package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.messagingserver.encryption.HashedAddress;

/** The bus of Vert.x, on one node or clustered; on one node there is nobody to probe it. */
final class VertxDeliveryBus implements DeliveryBus {
  private static final ConsumerEventCodec EVENT = new ConsumerEventCodec();
  private static final ReceiptCodec RECEIPTS = new ReceiptCodec();
  private static final ProbeRequestCodec PROBE_REQUEST = new ProbeRequestCodec();
  private static final long PROBE_MILLIS = 3000;
  private static final DeliveryOptions AS_PROBE_REQUEST =
      new DeliveryOptions().setCodecName(PROBE_REQUEST.name()).setSendTimeout(PROBE_MILLIS);
  private static final DeliveryOptions AS_EVENT = new DeliveryOptions().setCodecName(EVENT.name());
  private static final DeliveryOptions AS_RECEIPTS =
      new DeliveryOptions().setCodecName(RECEIPTS.name());

  /** How many MailboxConsumers of an Address are on this node. */
  private static final String LISTENERS = "consumers";

  private final VertxInternal vertx;
  private final EventBus eventBus;
  private final LocalMap<String, Integer> listeners;
  private final ClusterManager cluster;
  private final EventReaders eventReaders;

  VertxDeliveryBus(Vertx vertx) {
    this.vertx = (VertxInternal) vertx;
    this.eventBus = vertx.eventBus();
    this.listeners = vertx.sharedData().getLocalMap(LISTENERS);
    this.cluster = this.vertx.clusterManager();
    this.eventReaders = new EventReaders(cluster, () -> this.vertx.getOrCreateContext().promise());
  }

  /** Teaches an event bus to carry our events; once for each Vert.x. */
  static void prepare(Vertx vertx) {
    vertx.eventBus().registerCodec(EVENT);
    vertx.eventBus().registerCodec(RECEIPTS);
    vertx.eventBus().registerCodec(PROBE_REQUEST);
  }

  @Override
  public Future<Subscription> subscribe(HashedAddress address, Handler<ConsumerEvent> handler) {
    String consumer = consumerAddress(address);
    listeners.merge(consumer, 1, Integer::sum);
    return this.<ConsumerEvent>consume(consumer, message -> handler.handle(message.body()))
        .<Subscription>map(subscription -> () -> unlisten(consumer, subscription))
        .onFailure(refused -> unlisten(consumer));
  }

  private Future<Void> unlisten(String consumer, Subscription subscription) {
    unlisten(consumer);
    return subscription.close();
  }

  private void unlisten(String consumer) {
    listeners.computeIfPresent(consumer, (key, count) -> count == 1 ? null : count - 1);
  }

  /** Knowledge about this node is exact; that of the cluster about others may be a moment old. */
  @Override
  public Future<Integer> listeners(HashedAddress address) {
    String consumer = consumerAddress(address);
    int here = listeners.getOrDefault(consumer, 0);
    if (cluster == null) {
      return Future.succeededFuture(here);
    }
    Promise<List<RegistrationInfo>> found = vertx.getOrCreateContext().promise();
    cluster.getRegistrations(consumer, found);
    return found.future().map(all -> here + elsewhere(all));
  }

  private int elsewhere(List<RegistrationInfo> found) {
    String here = cluster.getNodeId();
    return (int) found.stream().filter(one -> !one.nodeId().equals(here)).count();
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
  public Future<Void> publish(HashedAddress address, ConsumerEvent event) {
    Optional<ConsumerEvent> readable =
        isReadable(event) ? Optional.of(event) : event.withoutLater();
    return readable.isPresent()
        ? eventBus
            .<ConsumerEvent>publisher(consumerAddress(address), AS_EVENT)
            .write(readable.get())
        : Future.succeededFuture();
  }

  private boolean isReadable(ConsumerEvent event) {
    return cluster == null || !event.isLater() || eventReaders.includeAll();
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
  public Future<Boolean> probe(List<HashedAddress> consumers, long dispatcherId) {
    ProbeRequest request = new ProbeRequest(cluster.getNodeId(), consumers, dispatcherId);
    return Future.succeededFuture()
        .map(now -> anotherNode())
        .compose(
            node ->
                node.isPresent()
                    ? eventBus
                        .request(proberAddress(node.get()), request, AS_PROBE_REQUEST)
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
    List<Future<?>> probes = new ArrayList<>();
    request
        .consumers()
        .forEach(consumer -> probes.add(publish(consumer, new ConsumerEvent.Probe())));
    probes.add(sendReceipts(request.dispatcherId(), List.of()));
    MessageProducer<ProbeRequest> node =
        eventBus.publisher(proberAddress(request.node()), AS_PROBE_REQUEST);
    probes.add(node.write(ProbeRequest.PROBE));
    return Future.join(probes);
  }

  private static String consumerAddress(HashedAddress address) {
    return "inbox/" + address.user().value() + '/' + address.device().asLong();
  }

  private static String proberAddress(String node) {
    return "probes/" + node;
  }

  private static String dispatcherAddress(long dispatcherId) {
    return "outbox/" + Long.toHexString(dispatcherId);
  }
}
