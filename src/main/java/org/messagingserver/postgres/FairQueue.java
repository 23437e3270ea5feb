package org.messagingserver.postgres;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Waiting callers by source: the sources take turns, and within a source it is first come, first
 * served. So a source that asks for much waits for itself. Not for several threads.
 */
final class FairQueue {
  private final int maxWaiting;
  private final int maxPerSource;
  private final Map<Long, Queue<Runnable>> bySource = new LinkedHashMap<>();
  private int waiting;

  /**
   * @param maxPerSource may be of one source
   */
  FairQueue(int maxWaiting, int maxPerSource) {
    this.maxWaiting = maxWaiting;
    this.maxPerSource = maxPerSource;
  }

  /** Adds one, where there is room for it. */
  boolean add(long source, Runnable start) {
    Queue<Runnable> own = bySource.get(source);
    if (waiting >= maxWaiting || (own != null && own.size() >= maxPerSource)) {
      return false;
    }
    bySource.computeIfAbsent(source, first -> new ArrayDeque<>()).add(start);
    waiting++;
    return true;
  }

  /** Takes the next; null where nobody waits. */
  Runnable poll() {
    Iterator<Map.Entry<Long, Queue<Runnable>>> sources = bySource.entrySet().iterator();
    if (!sources.hasNext()) {
      return null;
    }
    Map.Entry<Long, Queue<Runnable>> first = sources.next();
    long source = first.getKey();
    Queue<Runnable> own = first.getValue();
    sources.remove();
    Runnable start = own.remove();
    waiting--;
    if (!own.isEmpty()) {
      bySource.put(source, own);
    }
    return start;
  }
}
