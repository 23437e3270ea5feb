package org.messagingserver.delivery;

/**
 * What an Inbox is doing about its mailbox.
 *
 * <pre>
 *            registered, hint                     hint, sweep
 *   Dormant ─────────────────▶ Reading ◀─────────────────────── Resting
 *      ▲                       │  │  ▲                             ▲
 *      │ unregistered          │  │  │ full page,                  │ short page,
 *      │ (from any)            │  │  └─or a hint meanwhile         │ no hint meanwhile
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
   * @param hinted whether something has been stored since it began
   */
  record Reading(boolean hinted) implements InboxState {
    Reading hint() {
      return new Reading(true);
    }
  }

  /** More may wait than the client or its socket takes just now. */
  record Parked() implements InboxState {}

  /** The store did not answer; a timer will read again. */
  record Retrying() implements InboxState {}

  /** The socket is gone, or no longer served. */
  record Closed() implements InboxState {}
}
