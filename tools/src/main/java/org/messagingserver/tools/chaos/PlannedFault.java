package org.messagingserver.tools.chaos;

/**
 * One fault of a schedule.
 *
 * @param pauseMillis how long all is well before it
 * @param fault what is done
 * @param node to which node, counted from 0
 * @param peer and to which other one, where the fault is between two
 * @param durationMillis for how long
 */
record PlannedFault(long pauseMillis, Fault fault, int node, int peer, long durationMillis) {}
