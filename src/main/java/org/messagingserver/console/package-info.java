/**
 * The operators' page: what every node of the cluster does just now, and draining one of them.
 * Nodes ask each other over the event bus, and report totals of a node alone. Mounted on the admin
 * port by the {@code app} package, which also says what this node is.
 */
package org.messagingserver.console;
