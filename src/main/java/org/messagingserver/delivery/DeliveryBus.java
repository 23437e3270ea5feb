package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.List;
import org.messagingserver.encryption.HashedAddress;

/**
 * Carries events to every MailboxConsumer of an Address, on whichever node it is, and receipts back
 * to the Dispatcher that handed off: at most once each, and in the order published by one event
 * loop. A lost event costs time, not messages.
 */
interface DeliveryBus {

  /**
   * Receives what is published to an Address until the subscription is closed, on the event loop of
   * the caller. Completes when every node can reach it.
   */
  Future<Subscription> subscribe(HashedAddress address, Handler<ConsumerEvent> handler);

  /** How many MailboxConsumers of an Address there are, on all nodes, the caller's among them. */
  Future<Integer> listeners(HashedAddress address);

  /**
   * Publishes to every MailboxConsumer of an Address.
   *
   * @return fails where nobody listens; its success does not promise that anybody has received it
   */
  Future<Void> publish(HashedAddress address, ConsumerEvent event);

  /**
   * Receives what MailboxConsumers send to a Dispatcher. Completes when every node can reach it. An
   * empty list is a probe.
   */
  Future<Subscription> subscribeReceipts(long dispatcherId, Handler<List<DeliveryReceipt>> handler);

  /**
   * Sends receipts to a Dispatcher.
   *
   * @return fails where the receipts cannot have arrived
   */
  Future<Void> sendReceipts(long dispatcherId, List<DeliveryReceipt> receipts);

  /**
   * Has another node probe registrations of this one: with an {@link ConsumerEvent.Probe} at
   * MailboxConsumers, with an empty list at a Dispatcher, and where probes are served.
   *
   * @return whether there is one, and it has; fails where it did not in time
   */
  Future<Boolean> probe(List<HashedAddress> consumers, long dispatcherId);

  /**
   * Probes registrations of other nodes when they ask for it.
   *
   * @param onProbe called when another node has probed this one
   */
  Future<Subscription> serveProbes(Runnable onProbe);

  /** A registration on the bus. */
  @FunctionalInterface
  interface Subscription {
    /** Removes the registration. */
    Future<Void> close();
  }
}
