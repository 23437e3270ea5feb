/**
 * The reconnect storm: many clients of one node that log in again at once, as the clients of this
 * project do. Its sockets are those of the benchmark, which also measures with it.
 */
package org.messagingserver.tools.storm;
