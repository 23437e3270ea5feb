package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.messagingserver.encryption.HashedAddress;

/**
 * Carries events to every MailboxConsumer of an Address, on whichever node it is, and receipts back
 * to the Dispatcher that handed off: at most once each, and in the order published by one event
 * loop. A lost event costs time, not messages.
 */
interface DeliveryBus {

  /**
   * Receives what is published to an Address until the subscription is closed, on the event loop of
   * the caller. Completes when every node can find it, and the MailboxConsumers that were there
   * know that there is another one.
   */
  Future<Subscription> subscribe(HashedAddress address, Handler<ConsumerEvent> handler);

  /**
   * Other nodes may not find the subscription to an Address: looks, and repeats it where needed.
   */
  void verify(HashedAddress address);

  /** Ends a subscription, be it complete or not. */
  void unsubscribe(HashedAddress address, Handler<ConsumerEvent> handler);

  /**
   * Sends a query to the other MailboxConsumers of an Address: to those in the caller's event loop,
   * and to the event loops that were there when its subscription was made. Those of one event loop
   * reply together.
   *
   * @param onUnreachable called for each event loop that it cannot have come to
   * @return how many replies there will be; fails where that is not known
   */
  Future<Integer> query(
      HashedAddress address, ConsumerEvent.AckQuery query, Runnable onUnreachable);

  /** How many event loops hold MailboxConsumers of an Address, the caller's among them. */
  Future<Integer> listeners(HashedAddress address);

  /** The id of the caller's event loop. */
  long loop();

  /** How many MailboxConsumers of an Address the caller's event loop holds. */
  int listenersHere(HashedAddress address);

  /**
   * Publishes to every MailboxConsumer of an Address.
   *
   * @return fails where nobody listens; its success does not promise that anybody has received it
   */
  Future<Void> publish(HashedAddress address, ConsumerEvent event);

  /** Forgets where an Address is, since nobody responds there. */
  void forget(HashedAddress address);

  /**
   * Sets what to do when messages for an Address did not reach a MailboxConsumer that they were
   * sent to, or may not have reached a new one: they are to be published again, in their order.
   */
  void onMoved(Consumer<Moved> handler);

  /**
   * Messages for an Address did not reach all its MailboxConsumers.
   *
   * @param untaken ids of messages that none of them has got when they were published last
   */
  record Moved(HashedAddress to, Set<UUID> untaken) {}

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

  /** A registration on the bus. */
  @FunctionalInterface
  interface Subscription {
    /** Removes the registration. */
    Future<Void> close();
  }
}
