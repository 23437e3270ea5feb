package org.messagingserver.tools.localcluster;

/**
 * The memory of a process, in bytes.
 *
 * @param heap of its JVM in use, just after a collection of all garbage
 * @param resident of the machine's memory that is its own
 */
public record Memory(long heap, long resident) {}
