/**
 * The load of the benchmark: WebSockets, users, and those who send through them, as cheap as they
 * can be, since they share the processors with the measured server. Knows nothing of rows and
 * tables.
 */
package org.messagingserver.tools.bench.load;
