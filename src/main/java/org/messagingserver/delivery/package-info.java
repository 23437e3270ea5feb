/**
 * The way of a message from one socket to another: the Outbox keeps it until it is safe, the Inbox
 * brings it to its socket, the DeliveryBus tells Inboxes on any node that something waits. {@link
 * org.messagingserver.delivery.Deliveries} holds what one event loop needs of these; Sessions call
 * in through it. Nobody else touches the event bus.
 */
package org.messagingserver.delivery;
