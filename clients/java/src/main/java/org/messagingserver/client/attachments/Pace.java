package org.messagingserver.client.attachments;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.messagingserver.client.Scheduler;

/**
 * Notices that the other side does nothing, or next to nothing: in each interval in which something
 * is expected, it must move 1,024 bytes a second. A server cuts off slower clients by the same
 * measure.
 */
final class Pace {
  private static final long BYTES_PER_SECOND = 1024;
  private static final Scheduler.Timer NO_TIMER = () -> {};

  private final Scheduler scheduler;
  private final Duration interval;
  private final Runnable tooSlow;
  private final long enough;
  private Scheduler.Timer timer = NO_TIMER;
  private long moved;

  Pace(Scheduler scheduler, Duration interval, Runnable tooSlow) {
    this.scheduler = scheduler;
    this.interval = interval;
    this.tooSlow = tooSlow;
    this.enough =
        Math.max(1, interval.toMillis() * BYTES_PER_SECOND / TimeUnit.SECONDS.toMillis(1));
  }

  /** Something is expected from now on. */
  void start() {
    timer.cancel();
    moved = 0;
    timer = scheduler.schedule(interval, this::judge);
  }

  void moved(int bytes) {
    moved += bytes;
  }

  /** Nothing is expected. */
  void stop() {
    timer.cancel();
    timer = NO_TIMER;
  }

  private void judge() {
    if (moved < enough) {
      tooSlow.run();
    } else {
      start();
    }
  }
}
