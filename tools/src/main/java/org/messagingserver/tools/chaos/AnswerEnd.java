package org.messagingserver.tools.chaos;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Knows whether all bundles of a fetch have arrived: they come directly after one another, so the
 * answer to the next request on the same socket comes after the last. Thread-safe.
 */
final class AnswerEnd {
  private final LongSupplier nanos;
  private final IntSupplier disconnects;
  private final int disconnectsBefore;
  private long nextAnsweredAt;
  private boolean nextAnswered;

  /**
   * Called just before both requests are sent.
   *
   * @param nanos a clock that never goes back
   * @param disconnects how often the connection has lost its socket
   */
  AnswerEnd(LongSupplier nanos, IntSupplier disconnects) {
    this.nanos = nanos;
    this.disconnects = disconnects;
    this.disconnectsBefore = disconnects.getAsInt();
  }

  /** The next request has been answered or refused. */
  synchronized void nextAnswered() {
    nextAnswered = true;
    nextAnsweredAt = nanos.getAsLong();
  }

  /**
   * Called when the client has taken the answer for complete: no bundle has come for as long as it
   * waits. If the next answer came in that time, none is missing.
   */
  synchronized boolean isBeforeNextAnswer() {
    long quiet = ClientProxies.PRE_KEY_QUIET.toNanos();
    return nextAnswered
        && disconnects.getAsInt() == disconnectsBefore
        && nanos.getAsLong() - nextAnsweredAt <= quiet;
  }
}
