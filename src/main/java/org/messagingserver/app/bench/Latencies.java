package org.messagingserver.app.bench;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Times of a known number of events. */
final class Latencies {
  private final long[] nanos;
  private final AtomicInteger count = new AtomicInteger();

  Latencies(int size) {
    nanos = new long[size];
  }

  void add(long time) {
    int index = count.getAndIncrement();
    if (index < nanos.length) {
      nanos[index] = time;
    }
  }

  /** Milliseconds that so much of all took at most. */
  double millis(double share) {
    long[] sorted = Arrays.copyOf(nanos, Math.min(nanos.length, count.get()));
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1e6;
  }
}
