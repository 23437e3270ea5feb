package org.messagingserver.tools.chaos;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often the clients used each feature of the second version of the protocol. Thread-safe. */
final class UsageCounts {
  private final SortedMap<String, Long> counts = new TreeMap<>();

  synchronized void add(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  /** A copy. */
  synchronized SortedMap<String, Long> all() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }
}
