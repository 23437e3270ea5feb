package org.messagingserver.client;

import java.time.Duration;

/**
 * Where all code of one connection runs: one task at a time, so that nothing needs a lock. {@link
 * ExecutorScheduler} has its own thread.
 */
public interface Scheduler {

  /**
   * Runs a task soon, never within this call, and after earlier tasks from the same thread. May be
   * called from any thread. A task that throws does not keep later ones from running.
   */
  void execute(Runnable task);

  /** Runs a task after a delay, unless cancelled. Called only by the scheduler's tasks. */
  Timer schedule(Duration delay, Runnable task);

  /** A task that waits for its time. */
  interface Timer {
    /** Forgets the task, unless it has run. */
    void cancel();
  }
}
