package org.messagingserver.tools.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.messagingserver.tools.localcluster.FreePorts;

/** Processes of one cluster on this machine, nobody else's, started one after another. */
final class NodeGroup {
  private static final int PORTS = 10;

  private final BenchmarkEnvironment benchmarkEnvironment;
  private final List<String> options =
      List.of(
          "-Dcluster.name=bench-" + UUID.randomUUID(),
          "-Dcluster.port=" + FreePorts.consecutive(PORTS));

  private final List<String> words;
  private final List<Child> children = new ArrayList<>();

  /**
   * @param words the arguments of each
   */
  NodeGroup(BenchmarkEnvironment benchmarkEnvironment, String... words) {
    this.benchmarkEnvironment = benchmarkEnvironment;
    this.words = List.of(words);
  }

  /** The first so many, which stay; starts those that are not there yet. */
  Child[] first(int count) throws IOException {
    while (children.size() < count) {
      children.add(another());
    }
    return children.subList(0, count).toArray(Child[]::new);
  }

  /** One more, which the caller closes. */
  Child another() throws IOException {
    return benchmarkEnvironment.fresh(options, words);
  }
}
