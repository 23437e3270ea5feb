/**
 * Makes a process one node of many: {@code cluster.xml}, Hazelcast, the protection of the bus
 * between nodes, and news of members that come and go. Nothing here knows of clients or messages.
 */
package org.messagingserver.cluster;
