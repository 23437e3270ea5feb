/**
 * The load of the benchmark: WebSockets, users and senders, as cheap as possible because they share
 * the processors with the measured server. This package does not know rows and tables.
 */
package org.messagingserver.tools.bench.load;
