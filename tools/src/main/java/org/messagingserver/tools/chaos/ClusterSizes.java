package org.messagingserver.tools.chaos;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number of nodes that each node sees, according to its log. Thread-safe. */
final class ClusterSizes implements BiConsumer<Integer, String> {
  private static final Pattern SIZE = Pattern.compile("\\bone of (\\d+) nodes\\b");
  private static final long POLL_MILLIS = 100;

  private final Map<Integer, Integer> sizes = new ConcurrentHashMap<>();

  /** A node has logged a line. */
  @Override
  public void accept(Integer node, String line) {
    Matcher size = SIZE.matcher(line);
    if (size.find()) {
      sizes.put(node, Integer.valueOf(size.group(1)));
    }
  }

  /** Whether all nodes see all others. */
  boolean areAll(int nodes) {
    return sizes.size() == nodes && sizes.values().stream().allMatch(size -> size == nodes);
  }

  /** Waits until all nodes see all others; returns false if that takes too long. */
  boolean awaitAll(int nodes, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!areAll(nodes)) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }
}
