package org.messagingserver.tools.chaos;

/**
 * One fault of a schedule.
 *
 * @param pauseMillis time without faults before it
 * @param fault the fault
 * @param node the affected node, counted from 0
 * @param peer the other node, if the fault affects two
 * @param durationMillis its duration
 * @param seed decides everything else about it
 */
record PlannedFault(
    long pauseMillis, Fault fault, int node, int peer, long durationMillis, long seed) {}
