package org.messagingserver.delivery;

import java.util.UUID;

/**
 * Remembers ids for a time at least, and for twice that at most; a bounded number of them. Every
 * message leaves its id here, so they are kept small, and forgotten by the generation.
 */
final class RecentlyAckedIds {
  private final int perGeneration;
  private final long memoryMillis;
  private IdSet younger = new IdSet();
  private IdSet older = new IdSet();
  private long youngerSince;

  /**
   * @param perGeneration of two: so many are remembered at least, if not for too long
   */
  RecentlyAckedIds(int perGeneration, long memoryMillis) {
    this.perGeneration = perGeneration;
    this.memoryMillis = memoryMillis;
  }

  boolean contains(UUID id) {
    return younger.contains(id) || older.contains(id);
  }

  void add(UUID id, long now) {
    if (younger.size() >= perGeneration) {
      rotate(now);
    }
    forgetOldest(now);
    if (younger.size() == 0) {
      youngerSince = now;
    }
    younger.add(id);
  }

  /** No Dispatcher stores a message, and no sweep misses it, for longer than it is remembered. */
  void forgetOldest(long now) {
    if (now - youngerSince >= memoryMillis) {
      rotate(now);
    }
  }

  private void rotate(long now) {
    older = younger;
    younger = new IdSet();
    youngerSince = now;
  }

  void clear() {
    younger = new IdSet();
    older = new IdSet();
  }
}
