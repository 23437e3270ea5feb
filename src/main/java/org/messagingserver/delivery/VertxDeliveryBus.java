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
  private static final ReceiptCodec ANSWERS = new ReceiptCodec();
  private static final ProbeRequestCodec PROBE_REQUEST = new ProbeRequestCodec();
  private static final long PROBE_MILLIS = 3000;
  private static final DeliveryOptions AS_PROBE_REQUEST =
      new DeliveryOptions().setCodecName(PROBE_REQUEST.name()).setSendTimeout(PROBE_MILLIS);
  private static final DeliveryOptions AS_EVENT = new DeliveryOptions().setCodecName(EVENT.name());
  private static final DeliveryOptions AS_ANSWERS =
      new DeliveryOptions().setCodecName(ANSWERS.name());

  /** How many MailboxConsumers of an Address are on this node. */
  private static final String LISTENERS = "inboxes";

  private final VertxInternal vertx;
  private final EventBus eventBus;
  private final LocalMap<String, Integer> listeners;
  private final ClusterManager cluster;

  VertxDeliveryBus(Vertx vertx) {
    this.vertx = (VertxInternal) vertx;
    this.eventBus = vertx.eventBus();
    this.listeners = vertx.sharedData().getLocalMap(LISTENERS);
    this.cluster = this.vertx.clusterManager();
  }

  /** Teaches an event bus to carry our events; once for each Vert.x. */
  static void prepare(Vertx vertx) {
    vertx.eventBus().registerCodec(EVENT);
    vertx.eventBus().registerCodec(ANSWERS);
    vertx.eventBus().registerCodec(PROBE_REQUEST);
  }

  @Override
  public Future<Subscription> subscribe(HashedAddress address, Handler<ConsumerEvent> handler) {
    String inbox = inbox(address);
    listeners.merge(inbox, 1, Integer::sum);
    return this.<ConsumerEvent>consume(inbox, message -> handler.handle(message.body()))
        .<Subscription>map(there -> () -> left(inbox, there))
        .onFailure(refused -> left(inbox));
  }

  private Future<Void> left(String inbox, Subscription there) {
    left(inbox);
    return there.close();
  }

  private void left(String inbox) {
    listeners.computeIfPresent(inbox, (key, count) -> count == 1 ? null : count - 1);
  }

  /** Knowledge about this node is exact; that of the cluster about others may be a moment old. */
  @Override
  public Future<Integer> listeners(HashedAddress address) {
    String inbox = inbox(address);
    int here = listeners.getOrDefault(inbox, 0);
    if (cluster == null) {
      return Future.succeededFuture(here);
    }
    Promise<List<RegistrationInfo>> found = vertx.getOrCreateContext().promise();
    cluster.getRegistrations(inbox, found);
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
    return eventBus.<ConsumerEvent>publisher(inbox(address), AS_EVENT).write(event);
  }

  @Override
  public Future<Subscription> hearAnswers(long outbox, Handler<List<DeliveryReceipt>> handler) {
    return this.<List<DeliveryReceipt>>consume(
        outbox(outbox), message -> handler.handle(message.body()));
  }

  @Override
  public Future<Void> answer(long outbox, List<DeliveryReceipt> answers) {
    return eventBus.<List<DeliveryReceipt>>sender(outbox(outbox), AS_ANSWERS).write(answers);
  }

  @Override
  public Future<Boolean> probe(List<HashedAddress> inboxes, long outbox) {
    ProbeRequest request = new ProbeRequest(cluster.getNodeId(), inboxes, outbox);
    return Future.succeededFuture()
        .map(now -> anotherNode())
        .compose(
            node ->
                node.isPresent()
                    ? eventBus.request(probes(node.get()), request, AS_PROBE_REQUEST).map(true)
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
  public Future<Subscription> answerProbes(Runnable called) {
    return this.<ProbeRequest>consume(
        probes(cluster.getNodeId()),
        message -> {
          if (message.body().isCall()) {
            called.run();
          } else {
            call(message.body()).onComplete(done -> message.reply(null));
          }
        });
  }

  private Future<?> call(ProbeRequest request) {
    List<Future<?>> calls = new ArrayList<>();
    request.inboxes().forEach(inbox -> calls.add(publish(inbox, new ConsumerEvent.Probe())));
    calls.add(answer(request.outbox(), List.of()));
    MessageProducer<ProbeRequest> node =
        eventBus.publisher(probes(request.node()), AS_PROBE_REQUEST);
    calls.add(node.write(ProbeRequest.CALL));
    return Future.join(calls);
  }

  private static String inbox(HashedAddress address) {
    return "inbox/" + address.user().value() + '/' + address.device().asLong();
  }

  private static String probes(String node) {
    return "probes/" + node;
  }

  private static String outbox(long outbox) {
    return "outbox/" + Long.toHexString(outbox);
  }
}
