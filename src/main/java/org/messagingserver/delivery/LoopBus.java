package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.List;
import java.util.UUID;
import org.messagingserver.delivery.DeliveryBus.Subscription;
import org.messagingserver.directory.Place;

/**
 * Carries events from event loop to event loop, and receipts to the Dispatcher that handed off: at
 * most once each, and in the order sent by one event loop. A handful of registrations for each
 * node, made once.
 */
interface LoopBus {

  /** Receives what is sent to an event loop, on it. Completes when every node can reach it. */
  Future<Subscription> listen(long loop, Handler<LoopEvent> handler);

  /**
   * Sends to an event loop.
   *
   * @return fails where the event cannot have arrived; its success does not promise that it has
   */
  Future<Void> send(Place to, LoopEvent event);

  /** Whether a node is in the cluster, as far as this one knows. */
  boolean isPresent(UUID node);

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
   * Has another node probe registrations of this one: the event loop's, its Dispatcher's, and where
   * probes are served.
   *
   * @return whether there is one, and it has; fails where it did not in time
   */
  Future<Boolean> probe(long loop, long dispatcherId);

  /**
   * Probes registrations of other nodes when they ask for it.
   *
   * @param onProbe called when another node has probed this one
   */
  Future<Subscription> serveProbes(Runnable onProbe);
}
