/**
 * Serves the requests of one socket. A {@link org.messagingserver.session.Session} takes the frames
 * of one socket, knows whether it is authenticated, and answers; {@link
 * org.messagingserver.session.Routes} says which request is for whom. Called by the {@code socket}
 * package, on the socket's event loop.
 */
package org.messagingserver.session;
