/**
 * The way of a message from one socket to another: the Dispatcher keeps it until it is acked or
 * committed, the MailboxConsumer brings it to its socket, the DeliveryBus notifies MailboxConsumers
 * on any node that something waits. {@link org.messagingserver.delivery.DeliveryService} holds what
 * one event loop needs of these; Sessions call in through it. Nobody else touches the event bus.
 */
package org.messagingserver.delivery;
