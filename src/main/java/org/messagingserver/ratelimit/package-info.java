/**
 * How much one connection, one source of connections and one source towards one recipient may ask
 * of this node, all in memory and forgotten within the hour. A {@link
 * org.messagingserver.ratelimit.ConnectionLimiter} belongs to one event loop and hands out a {@link
 * org.messagingserver.ratelimit.ClientQuota} for each connection; the {@code socket} package tells
 * it who comes, the {@code session} package what is asked.
 */
package org.messagingserver.ratelimit;
