package org.messagingserver.tools.chaos;

/**
 * A message that was acked and never received; times in milliseconds since the run began.
 *
 * @param pair its sender and recipient
 */
record Lost(int id, int pair, int sent, int acked) {}
