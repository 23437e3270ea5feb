package org.messagingserver.tools.chaos;

import java.util.List;
import java.util.Map;

/**
 * The outcome of all messages.
 *
 * @param progress at the end; what is missing then is lost
 * @param duplicates receipts of messages that had been received before
 * @param strange receipts of messages that nobody sent, or not so, or not to this device
 * @param refused messages given up, by the name of the error
 * @param unresolved messages given up without an answer
 * @param misordered messages that came after one that the same socket had sent later to the same
 *     device, neither of them refused or sent again
 * @param longestWait of a sender for an Ack, connecting and sending again included
 * @param longestGap of a message that was safe, to a device that was connected and takes what comes
 *     at once: from its Ack, or from when the device connected where that was later
 * @param longGaps how many of these gaps took longer than 5 s
 * @param lost some of the lost messages
 */
record Verdict(
    Progress progress,
    long duplicates,
    long strange,
    Map<String, Integer> refused,
    long unresolved,
    long misordered,
    Gap longestWait,
    Gap longestGap,
    long longGaps,
    List<Lost> lost) {

  /** Whether the server has kept its promise; about an Ack, and about what a message is. */
  boolean isKept() {
    return progress.missing() == 0 && strange == 0;
  }

  /** Duplicates in a million receipts. */
  long duplicatesPerMillion() {
    return progress.received() == 0 ? 0 : duplicates * 1_000_000 / progress.received();
  }
}
