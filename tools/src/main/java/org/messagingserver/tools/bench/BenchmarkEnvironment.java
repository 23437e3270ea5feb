package org.messagingserver.tools.bench;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.messagingserver.tools.bench.baseline.Baseline;
import org.messagingserver.tools.bench.load.Await;
import org.messagingserver.tools.bench.load.EventLoops;
import org.messagingserver.tools.localcluster.FreePorts;
import org.messagingserver.tools.localcluster.SelfSignedCertificate;

/**
 * The environment that all rows share: processes, started when first needed, and a temporary
 * folder. Closing it removes everything.
 */
final class BenchmarkEnvironment implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Path folder = Files.createTempDirectory("messaging-server-bench");
  private final Configurations configurations = new Configurations(folder, () -> postgres().uri());
  private final Map<List<String>, ChildProcess> shared = new HashMap<>();
  private final Deque<Runnable> opened = new ArrayDeque<>();
  private SharedPostgres postgres;
  private EventLoops eventLoops;
  private NodeGroup nodes;
  private NodeGroup smallNodes;
  private NodeGroup bareNodes;
  private SelfSignedCertificate certificate;
  private int port;

  BenchmarkEnvironment() throws IOException {}

  /** Closes it when the process ends as well, perhaps by Ctrl-C. */
  void closeAtExit() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeQuietly, "bench-end"));
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException | RuntimeException failed) {
      System.err.println("bench: could not remove everything: " + failed.getClass());
    }
  }

  /** For what runs in this process. */
  Vertx vertx() {
    return vertx;
  }

  /** The event loops of the load. */
  EventLoops loops() {
    if (eventLoops == null) {
      eventLoops = new EventLoops(vertx);
    }
    return eventLoops;
  }

  /** The Postgres of all servers and baselines. */
  SharedPostgres postgres() {
    if (postgres == null) {
      postgres = SharedPostgres.start(vertx, folder.resolve("postgres"));
      closeAtEnd(postgres::close);
    }
    return postgres;
  }

  /** Measures the disk of Postgres. */
  Probe disk() {
    return new DiskProbe(folder.resolve("page"));
  }

  /** The configurations of the servers. */
  Configurations configurations() {
    return configurations;
  }

  /** A single server that hands off messages with long timeouts. */
  ChildProcess server() throws IOException {
    return shared("-conf", configurations.longTimeouts());
  }

  /** Nodes of one cluster with the same configuration. */
  NodeGroup nodes() throws IOException {
    if (nodes == null) {
      nodes = new NodeGroup(this, "-conf", configurations.longTimeouts(), "-cluster");
    }
    return nodes;
  }

  /** Nodes of another cluster with a small heap each, so that there may be many. */
  NodeGroup smallNodes() throws IOException {
    if (smallNodes == null) {
      smallNodes = newSmallNodes();
    }
    return smallNodes;
  }

  /** The same, for a row that breaks its cluster. */
  NodeGroup newSmallNodes() throws IOException {
    return new NodeGroup(
        this, List.of("-Xmx700m"), "-conf", configurations.longTimeouts(), "-cluster");
  }

  /** A single server whose messages wait and whose Acks leave as by default. */
  ChildProcess defaultDeliveryServer() throws IOException {
    return shared("-conf", configurations.defaultDelivery());
  }

  /** A single server with the default hand-off timeout. */
  ChildProcess defaultTimeoutsServer() throws IOException {
    return shared("-conf", configurations.defaultTimeouts());
  }

  /** A single server that counts requests against limits that nobody reaches. */
  ChildProcess countingServer() throws IOException {
    return shared("-conf", configurations.countingLimits());
  }

  /** A single server with the default limits. */
  ChildProcess defaultLimitsServer() throws IOException {
    return shared("-conf", configurations.defaultLimits());
  }

  /** Nodes of bare Vert.x in one cluster. */
  NodeGroup bareNodes() {
    if (bareNodes == null) {
      bareNodes = new NodeGroup(this, "bench", "baseline", Baseline.CLUSTERED);
    }
    return bareNodes;
  }

  /** A baseline, by its arguments. */
  ChildProcess baseline(String... words) throws IOException {
    return shared(
        Stream.concat(Stream.of("bench", "baseline"), Stream.of(words)).toArray(String[]::new));
  }

  /** A free port, for baselines that connect to each other. */
  int port() {
    if (port == 0) {
      port = FreePorts.consecutive(1);
    }
    return port;
  }

  private ChildProcess shared(String... words) throws IOException {
    ChildProcess running = shared.get(List.of(words));
    if (running == null) {
      running = start(List.of(), List.of(words));
      shared.put(List.of(words), running);
    }
    return running;
  }

  /**
   * Starts a process that is not shared. Closing the environment ends it, unless the caller has
   * closed it before.
   *
   * @param options options of its JVM
   */
  ChildProcess start(List<String> options, List<String> words) throws IOException {
    return started(ChildProcess.start(options, words));
  }

  /**
   * Starts such a process on another JDK.
   *
   * @param jdk its directory
   */
  ChildProcess start(Path jdk, List<String> options, List<String> words) throws IOException {
    return started(ChildProcess.start(jdk, options, words));
  }

  private ChildProcess started(ChildProcess childProcess) throws IOException {
    closeAtEnd(childProcess::close);
    return childProcess.awaitReady();
  }

  /** A certificate for servers with TLS, of 127.0.0.1. */
  SelfSignedCertificate certificate() throws IOException, InterruptedException {
    if (certificate == null) {
      try {
        certificate = SelfSignedCertificate.make(folder, "tls", "127.0.0.1");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java cannot make a certificate", e);
      }
    }
    return certificate;
  }

  /** CPU time that the benchmark and all its processes have used so far. */
  long cpuMicros() {
    long postgresMicros = postgres == null ? 0 : postgres.cpuMicros();
    return CpuTime.microsOfTree(ProcessHandle.current()) + postgresMicros;
  }

  private synchronized void closeAtEnd(Runnable closing) {
    opened.push(closing);
  }

  /** Ends everything, in the opposite order of its start. May be called several times. */
  @Override
  public synchronized void close() throws IOException {
    while (!opened.isEmpty()) {
      opened.pop().run();
    }
    if (Files.exists(folder)) {
      Await.result(vertx.close());
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
