package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import org.messagingserver.vault.HashedAddress;

/** The bus of Vert.x, on one node or clustered. */
final class VertxDeliveryBus implements DeliveryBus {
  private static final InboxEventCodec EVENT = new InboxEventCodec();
  private static final AnswersCodec ANSWERS = new AnswersCodec();
  private static final DeliveryOptions AS_EVENT = new DeliveryOptions().setCodecName(EVENT.name());
  private static final DeliveryOptions AS_ANSWERS =
      new DeliveryOptions().setCodecName(ANSWERS.name());

  private final EventBus eventBus;

  VertxDeliveryBus(EventBus eventBus) {
    this.eventBus = eventBus;
  }

  /** Teaches an event bus to carry our events; once for each Vert.x. */
  static void prepare(Vertx vertx) {
    vertx.eventBus().registerCodec(EVENT);
    vertx.eventBus().registerCodec(ANSWERS);
  }

  @Override
  public Future<Subscription> subscribe(HashedAddress address, Handler<InboxEvent> handler) {
    MessageConsumer<InboxEvent> consumer = eventBus.consumer(inbox(address));
    consumer.handler(message -> handler.handle(message.body()));
    return consumer.completion().map(consumer::unregister);
  }

  @Override
  public Future<Void> publish(HashedAddress address, InboxEvent event) {
    return eventBus.<InboxEvent>publisher(inbox(address), AS_EVENT).write(event);
  }

  @Override
  public Subscription hearAnswers(long outbox, Handler<List<Answer>> handler) {
    MessageConsumer<List<Answer>> consumer = eventBus.consumer(outbox(outbox));
    consumer.handler(message -> handler.handle(message.body()));
    return consumer::unregister;
  }

  @Override
  public void answer(long outbox, List<Answer> answers) {
    eventBus.send(outbox(outbox), answers, AS_ANSWERS);
  }

  private static String inbox(HashedAddress address) {
    return "inbox/" + address.user().value() + '/' + address.device().asLong();
  }

  private static String outbox(long outbox) {
    return "outbox/" + Long.toHexString(outbox);
  }
}
