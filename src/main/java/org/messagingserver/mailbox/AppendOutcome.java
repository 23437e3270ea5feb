package org.messagingserver.mailbox;

/** The outcome of storing one message. */
public sealed interface AppendOutcome {

  /**
   * Committed, now or by an earlier attempt.
   *
   * @param row where it stands in its mailbox; {@link AckedRow#UNKNOWN_ROW} where an earlier
   *     attempt committed it only just
   */
  record Stored(long row) implements AppendOutcome {}

  /** Not stored, and not to be tried again as it is. */
  enum Refused implements AppendOutcome {
    /** No device of this user is registered. */
    UNKNOWN_USER,
    /** The user has registered devices, but not this one. */
    UNKNOWN_DEVICE,
    /** The device is registered under another registrationID than the message is for. */
    STALE_DEVICE,
    /** As much waits for this device as may wait, or strangers have sent it as much as they may. */
    MAILBOX_FULL
  }
}
