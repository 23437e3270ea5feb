package org.messagingserver.tools.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingserver.tools.localcluster.LocalNode;
import org.messagingserver.tools.localcluster.Memory;
import org.messagingserver.tools.localcluster.NodeProcess;

/**
 * Compares the memory of each node at the end with that of the same process at its start, both
 * after a full garbage collection.
 */
final class MemoryWatch {
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration TIMEOUT = Duration.ofSeconds(40);
  private static final Duration INTERVAL = Duration.ofSeconds(4);

  private final Map<NodeProcess, Memory> before = new HashMap<>();

  /** The memory of a node at its start and now; empty if it could not be measured. */
  record Growth(int node, Optional<Memory> begin, Optional<Memory> end) {
    private static final long MARGIN = 16 << 20;

    /**
     * Whether the memory was released. A quarter and 16 MB are for classes loaded at first use, and
     * for bounded pools and caches. A leak of messages or sessions exceeds them soon: a minute of
     * traffic carries more.
     */
    boolean isReleased() {
      return begin.isEmpty()
          || end.isEmpty()
          || end.get().heap() <= begin.get().heap() + begin.get().heap() / 4 + MARGIN;
    }
  }

  /** Lets nodes that have just started handle some traffic, and measures their memory. */
  void measureBefore(List<LocalNode> nodes) throws InterruptedException {
    Thread.sleep(WARM_UP.toMillis());
    for (LocalNode node : nodes) {
      NodeProcess process = node.process().orElseThrow();
      process.memory().ifPresent(memory -> before.put(process, memory));
    }
  }

  /**
   * Waits until all nodes have released their memory, up to a timeout; returns the last
   * measurement.
   */
  List<Growth> measureAfter(List<LocalNode> nodes) throws InterruptedException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      Thread.sleep(INTERVAL.toMillis());
      List<Growth> growths = measure(nodes);
      if (growths.stream().allMatch(Growth::isReleased) || System.nanoTime() > end) {
        return growths;
      }
    }
  }

  private List<Growth> measure(List<LocalNode> nodes) throws InterruptedException {
    List<Growth> growths = new ArrayList<>();
    for (LocalNode node : nodes) {
      NodeProcess process = node.process().orElseThrow();
      Optional<Memory> begin = Optional.ofNullable(before.get(process));
      growths.add(new Growth(node.number(), begin, process.memory()));
    }
    return growths;
  }
}
