package org.messagingserver.delivery;

/** An event loop's clock and timers: all that the machines of this package know of time. */
interface EventLoop {

  /** Milliseconds of a clock that never goes back; the same during a tick. */
  long millis();

  /**
   * The same clock as of this very moment, for comparisons with events elsewhere: during a tick a
   * message may have been committed or sent later than {@link #millis()}.
   */
  default long millisJustNow() {
    return millis();
  }

  /** Runs a task once, so many milliseconds from now at the earliest; no less than one. */
  Timer after(long millis, Runnable task);

  /** Runs a task once the present tick is over, so that what came in it goes together. */
  void afterThisTick(Runnable task);

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Timer {
    /** Does nothing where the task has run. */
    void cancel();
  }
}
