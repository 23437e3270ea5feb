package org.messagingserver.tools.localcluster;

/**
 * The memory of a process, in bytes.
 *
 * @param heap used heap of its JVM, after a full garbage collection
 * @param resident resident set size
 */
public record Memory(long heap, long resident) {}
