package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import org.messagingserver.vault.HashedAddress;

/**
 * Carries events to every Inbox of an Address, on whichever node it is, at most once and in the
 * order published by one event loop. What it loses costs time, not messages: the sweep finds what
 * was stored.
 */
final class DeliveryBus {
  private static final InboxEventCodec CODEC = new InboxEventCodec();
  private static final DeliveryOptions OPTIONS = new DeliveryOptions().setCodecName(CODEC.name());

  private final EventBus eventBus;

  DeliveryBus(EventBus eventBus) {
    this.eventBus = eventBus;
  }

  /** Teaches an event bus to carry inbox events; once for each Vert.x. */
  static void prepare(Vertx vertx) {
    vertx.eventBus().registerCodec(CODEC);
  }

  /**
   * Hears what is published to an Address until the subscription is closed, on the event loop of
   * the caller. Completes when every node can reach it.
   */
  Future<Subscription> subscribe(HashedAddress address, Handler<InboxEvent> handler) {
    MessageConsumer<InboxEvent> consumer = eventBus.consumer(busAddress(address));
    consumer.handler(message -> handler.handle(message.body()));
    return consumer.completion().map(consumer::unregister);
  }

  /** Tells every Inbox of an Address. */
  void publish(HashedAddress address, InboxEvent event) {
    eventBus.publish(busAddress(address), event, OPTIONS);
  }

  private static String busAddress(HashedAddress address) {
    return "inbox/" + address.user().value() + '/' + address.device().asLong();
  }

  /** One Inbox's place on the bus. */
  @FunctionalInterface
  interface Subscription {
    /** Leaves the bus. */
    Future<Void> close();
  }
}
