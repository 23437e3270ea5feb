package org.messagingserver.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Remembers for a minute whose requests have failed by themselves, the latest thousand. May be used
 * from any thread.
 */
final class FailedSubjects {
  private static final int MAX = 1000;
  private static final long NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Map<Object, Long> failedAt =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Long> eldest) {
          return size() > MAX;
        }
      };

  synchronized void add(Object subject) {
    failedAt.remove(subject);
    failedAt.put(subject, System.nanoTime());
  }

  synchronized boolean contains(Object subject) {
    if (failedAt.isEmpty()) {
      return false;
    }
    Long at = failedAt.get(subject);
    if (at != null && System.nanoTime() - at > NANOS) {
      failedAt.remove(subject);
      at = null;
    }
    return at != null;
  }
}
