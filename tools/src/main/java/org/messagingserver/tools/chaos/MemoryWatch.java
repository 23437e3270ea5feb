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
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(4);

  private final Map<NodeProcess, Memory> begins = new HashMap<>();

  /** The memory of a node then and now; {@code begin} is empty if it could not be measured. */
  record Growth(int node, Optional<Memory> begin, Optional<Memory> end) {
    private static final long MARGIN = 16 << 20;

    /**
     * Whether it has come back. A quarter and 16 MB are for what a JVM loads at first use, and for
     * pools and caches that have a bound; hoarding of messages or sessions passes them soon: a
     * minute of traffic carries more.
     */
    boolean isBack() {
      return begin.isEmpty()
          || end.isEmpty()
          || end.get().heap() <= begin.get().heap() + begin.get().heap() / 4 + MARGIN;
    }
  }

  /** Lets nodes that have just started see some traffic, and notes what they keep. */
  void begin(List<LocalNode> nodes) throws InterruptedException {
    Thread.sleep(WARM_UP.toMillis());
    for (LocalNode node : nodes) {
      NodeProcess process = node.process().orElseThrow();
      process.memory().ifPresent(memory -> begins.put(process, memory));
    }
  }

  /** Waits for all nodes to have come back, up to a bound; how they are then. */
  List<Growth> end(List<LocalNode> nodes) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
      List<Growth> growths = look(nodes);
      if (growths.stream().allMatch(Growth::isBack) || System.nanoTime() > end) {
        return growths;
      }
    }
  }

  private List<Growth> look(List<LocalNode> nodes) throws InterruptedException {
    List<Growth> growths = new ArrayList<>();
    for (LocalNode node : nodes) {
      NodeProcess process = node.process().orElseThrow();
      Optional<Memory> begin = Optional.ofNullable(begins.get(process));
      growths.add(new Growth(node.number(), begin, process.memory()));
    }
    return growths;
  }
}
