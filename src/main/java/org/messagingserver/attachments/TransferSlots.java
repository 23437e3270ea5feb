package org.messagingserver.attachments;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets a node move only so many attachments at once, and one source only a quarter of them. May be
 * used from any thread.
 */
final class TransferSlots {
  private static final int SOURCES = 4;

  private final int max;
  private final AtomicInteger taken = new AtomicInteger();
  private final Map<Long, Integer> bySource = new ConcurrentHashMap<>();

  TransferSlots(int max) {
    this.max = max;
  }

  /**
   * Takes one, or none where all are taken; what it gives is to be run once it is free again.
   *
   * @param source 0 for nobody
   */
  Optional<Runnable> take(long source) {
    if (taken.incrementAndGet() > max) {
      taken.decrementAndGet();
      return Optional.empty();
    }
    int own = source == 0 ? 1 : bySource.merge(source, 1, Integer::sum);
    AtomicBoolean over = new AtomicBoolean();
    Runnable release =
        () -> {
          if (over.compareAndSet(false, true)) {
            release(source);
          }
        };
    if (own > Math.max(1, max / SOURCES)) {
      release.run();
      return Optional.empty();
    }
    return Optional.of(release);
  }

  private void release(long source) {
    taken.decrementAndGet();
    if (source != 0) {
      bySource.computeIfPresent(source, (same, count) -> count == 1 ? null : count - 1);
    }
  }

  AtomicInteger taken() {
    return taken;
  }
}
