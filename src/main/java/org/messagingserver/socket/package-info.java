/**
 * Ends the connections: the handshake on {@code /api}, frame limits, keep-alive, and one {@link
 * org.messagingserver.session.Session} for each socket. Deployed by the {@code app} package, one
 * {@link org.messagingserver.socket.SocketVerticle} for each event loop, all on the same port.
 */
package org.messagingserver.socket;
