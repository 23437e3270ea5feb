package org.messagingserver.delivery;

/**
 * What an Inbox is doing about its mailbox.
 *
 * <pre>
 *            registered, hint                     hint, sweep
 *   Dormant ─────────────────▶ Reading ◀─────────────────────── Resting
 *      ▲                       │  │  ▲                             ▲
 *      │ unregistered          │  │  │ short page after row 0,     │ short page from row 0,
 *      │ (from any)            │  │  └─or a hint meanwhile: from 0 │ no hint meanwhile
 *                              │  └────────────────────────────────┘
 *              no credit ┌─────┴─────┐ read failed
 *                        ▼           ▼
 *                      Parked     Retrying     (credit, pause over: back to Reading)
 *
 *   Opening ──▶ Dormant or Reading          any ──▶ Closed
 * </pre>
 */
sealed interface InboxState {

  /**
   * On the bus, but the client has not been told yet that it is logged in.
   *
   * @param expectant whether the device is registered, or something came over the bus meanwhile
   */
  record Opening(boolean expectant) implements InboxState {
    Opening hear() {
      return new Opening(true);
    }
  }

  /** The device is not registered: nothing waits. */
  record Dormant() implements InboxState {}

  /** All that is known to wait has been delivered; reads on a hint or the sweep. */
  record Resting() implements InboxState {}

  /**
   * A read is under way.
   *
   * @param after the row it began behind
   * @param hinted whether something has been stored since it began
   */
  record Reading(long after, boolean hinted) implements InboxState {
    Reading hint() {
      return new Reading(after, true);
    }

    /** Where to read on after a short page, or a negative number where all has been seen. */
    long next() {
      return after > 0 || hinted ? 0 : -1;
    }
  }

  /**
   * More waits than the client or its socket takes just now.
   *
   * @param after the row to read on behind
   */
  record Parked(long after) implements InboxState {}

  /** The store did not answer; a timer will read again. */
  record Retrying() implements InboxState {}

  /** The socket is gone, or no longer served. */
  record Closed() implements InboxState {}
}
