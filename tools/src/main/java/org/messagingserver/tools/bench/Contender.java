package org.messagingserver.tools.bench;

/**
 * One of the implementations that a row compares.
 *
 * @param name its name in the table
 */
record Contender(String name, Trial trial) {}
