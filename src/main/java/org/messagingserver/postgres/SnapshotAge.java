package org.messagingserver.postgres;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Never says that the oldest snapshot is older than it is. Postgres knows the transaction id of a
 * snapshot, and for some no time, so this remembers when ids were given.
 */
final class SnapshotAge {
  /** Of a day and more; an older snapshot needs no later ones. */
  private static final int MAX_SAMPLES = 10_000;

  private record Sample(long nanos, long next) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * Returns the age in seconds: the time since the first sample in which ids behind the snapshot
   * had been given.
   *
   * @param next the next id that Postgres will give
   * @param behind how many were given since the oldest snapshot
   */
  double after(long nanos, long next, long behind) {
    if (!samples.isEmpty() && samples.getLast().next > next) {
      samples.clear();
    }
    if (samples.size() == MAX_SAMPLES) {
      samples.removeLast();
    }
    samples.addLast(new Sample(nanos, next));
    while (samples.size() > 1 && samples.getFirst().next <= next - behind) {
      samples.removeFirst();
    }
    return (nanos - samples.getFirst().nanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
