package org.messagingserver.wakeup;

import org.messagingserver.webpush.PushResult;

/** The end of a mark that was due. */
enum WakeupOutcome {
  /** The push service has taken the push. */
  ACCEPTED,
  /** The push service has no such subscription any more. */
  GONE,
  /** The push service has refused the push. */
  REFUSED,
  /** The push service has asked for patience. */
  RETRY_LATER,
  /** The push service has not answered. */
  UNREACHABLE,
  /** Nothing was sent: its push service gets as much as it may. */
  OVER_BUDGET,
  /** The device has what waited, or the next message has its time yet. */
  NOT_NEEDED;

  static WakeupOutcome of(PushResult result) {
    if (result instanceof PushResult.Accepted) {
      return ACCEPTED;
    }
    if (result instanceof PushResult.Gone) {
      return GONE;
    }
    if (result instanceof PushResult.Refused) {
      return REFUSED;
    }
    if (result instanceof PushResult.RetryAfter) {
      return RETRY_LATER;
    }
    return result instanceof PushResult.NotNow ? OVER_BUDGET : UNREACHABLE;
  }
}
