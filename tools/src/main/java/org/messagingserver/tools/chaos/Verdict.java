package org.messagingserver.tools.chaos;

import java.util.List;
import java.util.Map;

/**
 * The outcome of all messages.
 *
 * @param progress the state at the end; missing messages are lost
 * @param duplicates further receipts of messages
 * @param invalid receipts of messages that were damaged, or not sent to the device
 * @param refused messages that the server refused, by the name of the error
 * @param unresolved messages without an answer
 * @param misordered messages received after one that the same socket had sent later to the same
 *     device, neither of them refused or resent
 * @param longestWait longest time until an Ack, including reconnects and resends
 * @param longestGap longest time from a message's Ack, or from its recipient's login if that was
 *     later, to its receipt, at devices that handle messages immediately
 * @param longGaps number of such gaps over 5 s
 * @param lost some of the lost messages
 */
record Verdict(
    Progress progress,
    long duplicates,
    long invalid,
    Map<String, Integer> refused,
    long unresolved,
    long misordered,
    Gap longestWait,
    Gap longestGap,
    long longGaps,
    List<Lost> lost) {

  /** Whether no message was lost, damaged or misdelivered. */
  boolean isPassed() {
    return progress.missing() == 0 && invalid == 0;
  }

  /** Duplicates per million receipts. */
  long duplicatesPerMillion() {
    return progress.received() == 0 ? 0 : duplicates * 1_000_000 / progress.received();
  }
}
