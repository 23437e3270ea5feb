package org.messagingserver.tools.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.messagingserver.tools.localcluster.FreePorts;

/** Processes of one separate cluster on this machine, started one after another. */
final class NodeGroup {
  private static final int PORTS = 10;

  private final BenchmarkEnvironment environment;
  private final List<String> options = new ArrayList<>();
  private final List<String> words;
  private final List<ChildProcess> children = new ArrayList<>();

  /**
   * @param words the arguments of each process
   */
  NodeGroup(BenchmarkEnvironment environment, String... words) {
    this(environment, List.of(), words);
  }

  /**
   * @param jvmOptions further options of each JVM
   * @param words the arguments of each process
   */
  NodeGroup(BenchmarkEnvironment environment, List<String> jvmOptions, String... words) {
    this.environment = environment;
    this.words = List.of(words);
    options.add("-Dcluster.name=bench-" + UUID.randomUUID());
    options.add("-Dcluster.port=" + FreePorts.consecutive(PORTS));
    options.addAll(jvmOptions);
  }

  /** The first {@code count} processes; starts missing ones. */
  ChildProcess[] first(int count) throws IOException {
    while (children.size() < count) {
      children.add(another());
    }
    return children.subList(0, count).toArray(ChildProcess[]::new);
  }

  /** Starts another process, which the caller closes. */
  ChildProcess another() throws IOException {
    return environment.start(options, words);
  }
}
