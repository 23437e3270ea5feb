package org.messagingserver.tools.bench;

/**
 * The memory that a number of connections takes, in bytes.
 *
 * @param connections how many
 * @param heap of the servers, after a full garbage collection
 * @param resident of the servers
 * @param kernel of both ends
 */
record ConnectionMemory(int connections, long heap, long resident, KernelMemory kernel) {}
