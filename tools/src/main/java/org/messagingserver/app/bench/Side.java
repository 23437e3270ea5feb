package org.messagingserver.app.bench;

/**
 * One of those that a row compares.
 *
 * @param name as the table shows it
 */
record Side(String name, Trial trial) {}
