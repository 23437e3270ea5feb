package org.messagingserver.postgres;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Waiting callers by source: the sources take turns, and within a source it is first come, first
 * served. So a source that asks for much waits for itself. Not for several threads.
 *
 * @param <T> what a caller leaves to be taken
 */
final class FairQueue<T> {
  /** A single source may use one of so many parts. */
  private static final int SOURCES = 4;

  private final int maxWaiting;
  private final int maxPerSource;
  private final Map<Long, Queue<T>> bySource = new LinkedHashMap<>();
  private int waiting;

  /**
   * @param maxPerSource may be of one source
   */
  FairQueue(int maxWaiting, int maxPerSource) {
    this.maxWaiting = maxWaiting;
    this.maxPerSource = maxPerSource;
  }

  /** For all sources, none of which may fill more than a quarter of it. */
  static <T> FairQueue<T> shared(int maxWaiting) {
    return new FairQueue<>(maxWaiting, Math.max(1, maxWaiting / SOURCES));
  }

  boolean isEmpty() {
    return waiting == 0;
  }

  /** Adds one, where there is room for it. */
  boolean add(long source, T one) {
    Queue<T> own = bySource.get(source);
    if (waiting >= maxWaiting || (own != null && own.size() >= maxPerSource)) {
      return false;
    }
    bySource.computeIfAbsent(source, first -> new ArrayDeque<>()).add(one);
    waiting++;
    return true;
  }

  /** Takes the next; null where nobody waits. */
  T poll() {
    Iterator<Map.Entry<Long, Queue<T>>> sources = bySource.entrySet().iterator();
    if (!sources.hasNext()) {
      return null;
    }
    Map.Entry<Long, Queue<T>> first = sources.next();
    long source = first.getKey();
    Queue<T> own = first.getValue();
    sources.remove();
    T next = own.remove();
    waiting--;
    if (!own.isEmpty()) {
      bySource.put(source, own);
    }
    return next;
  }
}
