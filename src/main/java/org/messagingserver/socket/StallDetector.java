package org.messagingserver.socket;

/**
 * Finds clients that do not keep up with what waits for them: nothing of it was taken for a second,
 * or something has waited for ten. A client that takes a little now and then holds as much as one
 * that takes nothing.
 */
final class StallDetector {
  /** Of 250 ms. */
  private static final int MAX_STALLED_TICKS = 4;

  private static final int MAX_PENDING_TICKS = 40;

  private long lastPending;
  private int stalledTicks;
  private int pendingTicks;

  /**
   * Called at each tick: whether the client does not keep up.
   *
   * @param pending bytes that wait
   */
  boolean isStalled(long pending) {
    stalledTicks = pending > 0 && pending == lastPending ? stalledTicks + 1 : 0;
    pendingTicks = pending > 0 ? pendingTicks + 1 : 0;
    lastPending = pending;
    return stalledTicks >= MAX_STALLED_TICKS || pendingTicks >= MAX_PENDING_TICKS;
  }
}
