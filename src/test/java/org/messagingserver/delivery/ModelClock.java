package org.messagingserver.delivery;

import java.time.Duration;

/** The store's clock, which may jump ahead: for event loops no time passes then. */
final class ModelClock {
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final EventLoop eventLoop;
  private long ahead;

  ModelClock(EventLoop eventLoop) {
    this.eventLoop = eventLoop;
  }

  long millis() {
    return eventLoop.millis() + ahead;
  }

  void jump(int hours) {
    ahead += hours * HOUR;
  }

  /** When what is stored now for so many hours expires: its hour begins to count at the next. */
  long expiryAfter(int hours) {
    return millis() / HOUR * HOUR + (hours + 1) * HOUR;
  }

  /** So many hours after a moment. */
  static long after(long millis, int hours) {
    return millis + hours * HOUR;
  }
}
