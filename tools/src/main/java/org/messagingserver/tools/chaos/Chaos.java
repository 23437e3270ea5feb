package org.messagingserver.tools.chaos;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingserver.tools.localcluster.ClusterSpec;
import org.messagingserver.tools.localcluster.FakeClock;
import org.messagingserver.tools.localcluster.FaultDisk;
import org.messagingserver.tools.localcluster.HeapTool;
import org.messagingserver.tools.localcluster.LocalCluster;
import org.messagingserver.tools.localcluster.Loopback;
import org.messagingserver.tools.localcluster.Namespaces;
import org.messagingserver.tools.localcluster.Network;
import org.messagingserver.tools.localcluster.NodesException;

/** Starts a cluster, injects faults, and checks that no acked message is lost. */
public final class Chaos {
  private static final int PASSED = 0;
  private static final int FAILED = 1;
  private static final int NOT_RUN = 2;

  /** A heap small enough for several nodes on a small machine, and to detect memory leaks. */
  private static final List<String> JVM_OPTIONS =
      List.of("-Xmx384m", "-XX:+ExitOnOutOfMemoryError");

  /** More than the longest jump of a clock, behind which everything older is deleted. */
  private static final int RETENTION_DAYS = 365;

  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  private static final String HELP =
      """
      Usage: chaos [--minutes M] [--seed S] [--nodes N] [--rate R] [--history FILE]
                   [--disk-faults] [--clock-faults] [--failover] [--asynchronous-failover]
                   [--without-network] [--faults KIND[,KIND ...]] [--postgres NAME=VALUE]

      Starts a cluster on this machine with a separate Postgres, lets clients send and receive over all
      nodes, and injects random faults, one at a time:

        processes    it kills, freezes and restarts nodes, crashes Postgres, and drops clients without
                     closing their connections
        network      it disconnects nodes from each other, in both directions or in one, from Postgres
                     and from their clients, so that packets are lost without an error; it loses,
                     duplicates and delays some packets of a node. Needs root, and ip and tc of iproute2
        clocks       with --clock-faults, the clocks of nodes and of Postgres jump by an hour or 40 days
                     and back. Needs a C compiler
        disk         with --disk-faults, the disk of Postgres and the keyset fails
        failover     with --failover, Postgres has a standby. It kills the primary, promotes the
                     standby, and lets the old primary be the standby of the new one

      At the end it removes all faults, waits for messages in flight, and checks that each message whose
      sender received an Ack was received. Some devices sleep and are woken by a push service in this
      process, and some clients upload and download attachments; bin/check-history judges those.

        --minutes M  time during which faults are injected, by default 2
        --seed S     a number, by default random. The same seed repeats the faults, their order and the
                     decisions of the clients, but not their timing relative to each other
        --nodes N    1 to 9, by default 3
        --rate R     messages per second of all senders together, by default 300
        --disk-faults
                     puts Postgres and the keyset on a disk that loses what was not synced when its
                     power is cut, is full at times, and fails to sync. Needs Go, root and /dev/fuse
        --clock-faults
                     lets clocks jump, too
        --failover   runs Postgres with a synchronous standby, and promotes it. Excludes --disk-faults
        --asynchronous-failover
                     the same, but no commit waits for the standby, which is a second behind when it
                     is promoted. Messages are lost, which shows that the run would detect it
        --without-network
                     leaves the network as it is
        --faults KIND[,KIND ...]
                     injects only faults of these kinds: %s
        --postgres NAME=VALUE
                     changes a setting of Postgres, once all nodes run. With --disk-faults and
                     fsync=off messages are lost, which shows that the run would detect it
        --history FILE
                     records what the clients do and see, for bin/check-history

      Exit code: 0 if all checks passed; 1 if a message was lost, damaged or misdelivered, a node exited
      by itself or did not restart, or a node's memory did not shrink to its initial size; 2 if the
      run could not be carried out.
      """
          .formatted(wrapped(Fault.names()));

  private final Options options;
  private final Screen screen = new Screen();
  private final Vertx vertx = Vertx.vertx();
  private volatile boolean finished;
  private volatile Optional<LocalCluster> running = Optional.empty();
  private volatile Optional<FaultDisk> disk = Optional.empty();

  private Chaos(Options options) {
    this.options = options;
  }

  /** Runs, and prints to the standard output; returns the exit code of the process. */
  public static int run(String... args) {
    List<String> words = List.of(args);
    if (words.contains("--help") || words.contains("-h")) {
      System.out.print(HELP);
      return PASSED;
    }
    try {
      return new Chaos(Options.parse(words)).run();
    } catch (IllegalArgumentException | NodesException | ChaosException e) {
      System.err.println("chaos: " + e.getMessage());
    } catch (IOException e) {
      System.err.println("chaos: cannot create or remove a temporary directory");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return NOT_RUN;
  }

  /** Breaks the lines of a list in the help. */
  private static String wrapped(String list) {
    return list.replaceAll("(.{55,75}?,) ", "$1\n                     ");
  }

  private int run() throws IOException, InterruptedException {
    screen.line("seed " + options.seed());
    Path directory = Files.createTempDirectory("messaging-server-chaos");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(directory), "chaos-end"));
    boolean passed = false;
    try {
      passed = passes(directory);
    } finally {
      stopCluster();
      finished = true;
      if (passed) {
        delete(directory);
      } else {
        screen.line("The logs of the nodes are in " + directory + "/node-*/node.log");
      }
    }
    return passed ? PASSED : FAILED;
  }

  private boolean passes(Path directory) throws InterruptedException {
    requireFakeClock();
    if (options.groups().contains(Fault.Group.DISK)) {
      disk = Optional.of(FaultDisk.mount(FaultDisk.program(), directory, options.seed()));
    }
    Network network = network();
    PushReceiver receiver =
        Run.await(PushReceiver.open(vertx, directory, network.clientsHost()), START_TIMEOUT);
    ClusterSpec spec =
        new ClusterSpec(
            directory,
            disk.map(FaultDisk::mountPoint).orElse(directory),
            ClusterSpec.serverJar(),
            network,
            options.replication(),
            JVM_OPTIONS,
            settings(receiver, directory));
    ClusterSizes sizes = new ClusterSizes();
    LocalCluster cluster = LocalCluster.open(vertx, spec, sizes);
    running = Optional.of(cluster);
    cluster.startAll();
    // A node refuses to start where the database is not durable.
    for (Map.Entry<String, String> setting : options.postgres().entrySet()) {
      cluster.postgres().set(setting.getKey(), setting.getValue());
    }
    boolean passed =
        new Run(vertx, cluster, disk, sizes, receiver, files(directory), options, screen).passes();
    screen.line(passed ? "PASSED" : "FAILED");
    return passed;
  }

  private static Path files(Path directory) {
    try {
      return Files.createDirectory(directory.resolve("files"));
    } catch (IOException e) {
      throw new ChaosException("cannot create a temporary directory");
    }
  }

  /** More messages than a window wait for a device that reconnects. */
  private static JsonObject settings(PushReceiver receiver, Path directory) {
    JsonObject attachments =
        new JsonObject()
            .put("store", "directory")
            .put("directory", directory.resolve("attachments").toString())
            .put("shared", true)
            .put("retentionDays", RETENTION_DAYS);
    return new JsonObject()
        .put("delivery", new JsonObject().put("maxInFlight", 16))
        .put("wakeups", receiver.settings())
        .put("attachments", attachments);
  }

  private void requireFakeClock() {
    if (options.groups().contains(Fault.Group.CLOCK)) {
      Optional<FakeClock> clock = FakeClock.ofThisProcess();
      if (clock.isEmpty() || !clock.get().works()) {
        throw new ChaosException(
            "--clock-faults needs a C compiler (cc): bin/chaos builds and preloads"
                + " tools/fake-clock");
      }
    }
  }

  private Network network() throws InterruptedException {
    if (!HeapTool.isAvailable()) {
      screen.line("This Java has no jcmd: the memory of the nodes is not checked.");
    }
    if (!options.groups().contains(Fault.Group.NETWORK)) {
      return Loopback.onFreePorts(options.nodes());
    }
    if (!Namespaces.isPossible()) {
      throw new ChaosException(
          "cannot create network namespaces with rules of tc, which needs root and iproute2;"
              + " --without-network leaves the network as it is");
    }
    return Namespaces.of(vertx, options.nodes());
  }

  /** A signal has ended the run early; its consequences are not printed. */
  private void interrupt(Path directory) {
    if (!finished) {
      screen.line("interrupted");
      screen.close();
      stopCluster();
      try {
        delete(directory);
      } catch (IOException e) {
        System.err.println("chaos: " + directory + " could not be removed");
      }
    }
  }

  private synchronized void stopCluster() {
    try {
      if (running.isPresent()) {
        LocalCluster cluster = running.get();
        running = Optional.empty();
        cluster.kill();
      }
      if (disk.isPresent()) {
        FaultDisk mounted = disk.get();
        disk = Optional.empty();
        mounted.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      vertx.close();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
