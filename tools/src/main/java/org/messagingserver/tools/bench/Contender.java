package org.messagingserver.tools.bench;

/**
 * One of those that a row compares.
 *
 * @param name as the table shows it
 */
record Contender(String name, Trial trial) {}
