package org.messagingserver.socket;

/**
 * Finds clients that do not keep up with what waits for them: nothing of it was taken for a second,
 * or something has waited for ten. A client that takes a little now and then holds as much as one
 * that takes nothing.
 */
final class Pace {
  /** Of 250 ms. */
  private static final int STALLED_TICKS = 4;

  private static final int BEHIND_TICKS = 40;

  private long lastPending;
  private int stalledTicks;
  private int behindTicks;

  /**
   * Asked at each tick: whether the client does not keep up.
   *
   * @param pending bytes that wait
   */
  boolean isStalled(long pending) {
    stalledTicks = pending > 0 && pending == lastPending ? stalledTicks + 1 : 0;
    behindTicks = pending > 0 ? behindTicks + 1 : 0;
    lastPending = pending;
    return stalledTicks >= STALLED_TICKS || behindTicks >= BEHIND_TICKS;
  }
}
