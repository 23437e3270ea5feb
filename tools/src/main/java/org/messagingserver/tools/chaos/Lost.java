package org.messagingserver.tools.chaos;

/**
 * A message that was acked and never came; times in milliseconds since the run began.
 *
 * @param lane from whom to whom
 */
record Lost(int id, int lane, int sent, int acked) {}
