package org.messagingserver.config;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reports that an operator may have to change a key of the configuration: once a minute at most,
 * however often clients give reason to. For any thread.
 */
public final class ThrottledWarning {
  private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final System.Logger logger;
  private final String text;
  private final AtomicLong due = new AtomicLong(System.nanoTime());

  /**
   * @param text names the key; holds nothing of a client
   */
  public ThrottledWarning(System.Logger logger, String text) {
    this.logger = logger;
    this.text = text;
  }

  /** There is reason to. */
  public void log() {
    long now = System.nanoTime();
    long then = due.get();
    if (now - then >= 0 && due.compareAndSet(then, now + INTERVAL_NANOS)) {
      logger.log(System.Logger.Level.WARNING, text);
    }
  }
}
