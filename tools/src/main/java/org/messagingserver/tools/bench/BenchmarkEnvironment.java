package org.messagingserver.tools.bench;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.messagingserver.tools.bench.baseline.Baseline;
import org.messagingserver.tools.bench.load.Await;
import org.messagingserver.tools.bench.load.Loops;
import org.messagingserver.tools.localcluster.FreePorts;

/**
 * Everything that rows share: processes, started where first asked for, and a temporary folder.
 * Nothing of it is left behind.
 */
final class BenchmarkEnvironment implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Path folder = Files.createTempDirectory("messaging-server-bench");
  private final Configurations configurations = new Configurations(folder, () -> store().uri());
  private final Map<List<String>, Child> shared = new HashMap<>();
  private final Deque<Runnable> opened = new ArrayDeque<>();
  private Store store;
  private Loops loops;
  private NodeGroup nodes;
  private NodeGroup bareNodes;
  private int port;

  BenchmarkEnvironment() throws IOException {}

  /** Where the load lives. */
  Loops loops() {
    if (loops == null) {
      loops = new Loops(vertx);
    }
    return loops;
  }

  /** The Postgres of all servers and baselines. */
  Store store() {
    if (store == null) {
      store = Store.start(vertx, folder.resolve("postgres"));
      keep(store::close);
    }
    return store;
  }

  /** Looks at the disk that the Postgres is on. */
  Watch disk() {
    return new DiskProbe(folder.resolve("page"));
  }

  /** The configurations of the servers. */
  Configurations configurations() {
    return configurations;
  }

  /** A server alone that hands over, however long that takes. */
  Child server() throws IOException {
    return shared("-conf", configurations.patient());
  }

  /** The same as nodes of one cluster. */
  NodeGroup nodes() throws IOException {
    if (nodes == null) {
      nodes = new NodeGroup(this, "-conf", configurations.patient(), "-cluster");
    }
    return nodes;
  }

  /** A server alone that stores what is not acked in the usual time. */
  Child usualServer() throws IOException {
    return shared("-conf", configurations.usual());
  }

  /** A server alone that counts all against limits, and refuses nothing. */
  Child countingServer() throws IOException {
    return shared("-conf", configurations.counting());
  }

  /** A server alone with all limits. */
  Child guardedServer() throws IOException {
    return shared("-conf", configurations.guarded());
  }

  /** Bare Vert.x of one cluster. */
  NodeGroup bareNodes() {
    if (bareNodes == null) {
      bareNodes = new NodeGroup(this, "bench", "floor", Baseline.CLUSTERED);
    }
    return bareNodes;
  }

  /** A baseline, by its words. */
  Child floor(String... words) throws IOException {
    return shared(
        Stream.concat(Stream.of("bench", "floor"), Stream.of(words)).toArray(String[]::new));
  }

  /** One that was free, for baselines that talk to each other. */
  int port() {
    if (port == 0) {
      port = FreePorts.consecutive(1);
    }
    return port;
  }

  private Child shared(String... words) throws IOException {
    Child running = shared.get(List.of(words));
    if (running == null) {
      running = fresh(List.of(), List.of(words));
      shared.put(List.of(words), running);
    }
    return running;
  }

  /**
   * A process that nobody else has; ended with the stage, from its first moment on, where the
   * caller has not closed it before.
   *
   * @param options of its JVM
   */
  Child fresh(List<String> options, List<String> words) throws IOException {
    Child child = Child.start(options, words);
    keep(child::close);
    return child.awaitReady();
  }

  /** CPU time that everything on it has used so far. */
  long cpuMicros() {
    long postgres = store == null ? 0 : store.cpuMicros();
    return CpuTime.microsOfTree(ProcessHandle.current()) + postgres;
  }

  private synchronized void keep(Runnable closing) {
    opened.push(closing);
  }

  /** Ends everything, the last first, however often it is called. */
  @Override
  public synchronized void close() throws IOException {
    while (!opened.isEmpty()) {
      opened.pop().run();
    }
    if (Files.exists(folder)) {
      Await.until(vertx.close());
      try (Stream<Path> paths = Files.walk(folder)) {
        paths.sorted(Comparator.reverseOrder()).forEach(BenchmarkEnvironment::delete);
      }
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
