package org.messagingserver.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs tasks on one thread, which any number of connections may share. It is a daemon, and ends
 * while there is nothing to do, so that nothing has to be closed.
 */
public final class ExecutorScheduler implements Scheduler {
  private static final Logger LOG = Logger.getLogger("org.messagingserver.client");
  private static final int IDLE_SECONDS = 10;

  private final ScheduledThreadPoolExecutor executor;

  private ExecutorScheduler() {
    this.executor = new ScheduledThreadPoolExecutor(1, ExecutorScheduler::thread);
    executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.setRemoveOnCancelPolicy(true);
  }

  /** Creates one with its thread. */
  public static ExecutorScheduler create() {
    return new ExecutorScheduler();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "messaging-client");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(() -> run(task));
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    Future<?> scheduled =
        executor.schedule(() -> run(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    return () -> scheduled.cancel(false);
  }

  // The executor would keep the exception to itself.
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "A handler of the app, or the client, has failed", e);
    }
  }
}
