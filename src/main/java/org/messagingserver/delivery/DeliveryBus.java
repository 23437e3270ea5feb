package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.List;
import org.messagingserver.encryption.HashedAddress;

/**
 * Carries events to every MailboxConsumer of an Address, on whichever node it is, and answers back
 * to the Dispatcher that asked: at most once each, and in the order published by one event loop. A
 * lost event costs time, not messages.
 */
interface DeliveryBus {

  /**
   * Hears what is published to an Address until the subscription is closed, on the event loop of
   * the caller. Completes when every node can reach it.
   */
  Future<Subscription> subscribe(HashedAddress address, Handler<ConsumerEvent> handler);

  /** How many MailboxConsumers of an Address there are, on all nodes, the caller's among them. */
  Future<Integer> listeners(HashedAddress address);

  /**
   * Tells every MailboxConsumer of an Address.
   *
   * @return fails where nobody listens; its success does not promise that anybody has heard
   */
  Future<Void> publish(HashedAddress address, ConsumerEvent event);

  /**
   * Hears what MailboxConsumers answer to a Dispatcher. Completes when every node can reach it. An
   * empty list is a probe.
   */
  Future<Subscription> hearAnswers(long outbox, Handler<List<DeliveryReceipt>> handler);

  /**
   * Answers a Dispatcher.
   *
   * @return fails where the answers cannot have come
   */
  Future<Void> answer(long outbox, List<DeliveryReceipt> answers);

  /**
   * Has another node call at places of this one: with an {@link ConsumerEvent.Probe} at
   * MailboxConsumers, with an empty list at a Dispatcher, and where probes are answered.
   *
   * @return whether there is one, and it has; fails where it did not in time
   */
  Future<Boolean> probe(List<HashedAddress> inboxes, long outbox);

  /**
   * Calls at others' places when asked to.
   *
   * @param called told when another node has called here
   */
  Future<Subscription> answerProbes(Runnable called);

  /** A place on the bus. */
  @FunctionalInterface
  interface Subscription {
    /** Leaves the bus. */
    Future<Void> close();
  }
}
