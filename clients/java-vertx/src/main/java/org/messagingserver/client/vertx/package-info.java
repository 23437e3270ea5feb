/**
 * The client on Vert.x: the transport and the scheduler of {@link
 * org.messagingserver.client.MessagingClient}, and the same connections with futures and buffers of
 * Vert.x, for the tools and tests of this project.
 */
package org.messagingserver.client.vertx;
