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
  private final int most;
  private final int mostOfSource;
  private final Map<Long, Queue<Runnable>> bySource = new LinkedHashMap<>();
  private int waiting;

  /**
   * @param mostOfSource may be of one source
   */
  FairQueue(int most, int mostOfSource) {
    this.most = most;
    this.mostOfSource = mostOfSource;
  }

  /** Adds one, where there is room for it. */
  boolean add(long source, Runnable begin) {
    Queue<Runnable> own = bySource.get(source);
    if (waiting >= most || (own != null && own.size() >= mostOfSource)) {
      return false;
    }
    bySource.computeIfAbsent(source, first -> new ArrayDeque<>()).add(begin);
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
    Runnable begin = own.remove();
    waiting--;
    if (!own.isEmpty()) {
      bySource.put(source, own);
    }
    return begin;
  }
}
