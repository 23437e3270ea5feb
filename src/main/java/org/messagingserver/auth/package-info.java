/**
 * Proof of who a client is: whether a signature is by the key in a userID. Pure computation, about
 * 0.2 ms a signature; called by the {@code session} room at login and nowhere else.
 */
package org.messagingserver.auth;
