package org.messagingserver.tools.chaos;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingserver.tools.localcluster.ClusterSpec;
import org.messagingserver.tools.localcluster.HeapTool;
import org.messagingserver.tools.localcluster.LocalCluster;
import org.messagingserver.tools.localcluster.Loopback;
import org.messagingserver.tools.localcluster.Namespaces;
import org.messagingserver.tools.localcluster.Network;
import org.messagingserver.tools.localcluster.NodesException;

/** Tortures a cluster that it starts, and returns whether no acked message was lost. */
public final class Chaos {
  private static final int PASSED = 0;
  private static final int FAILED = 1;
  private static final int NOT_RUN = 2;

  /** Small enough for a few nodes on a small machine, and for hoarding to be noticed. */
  private static final List<String> JVM_OPTIONS =
      List.of("-Xmx384m", "-XX:+ExitOnOutOfMemoryError");

  private static final String HELP =
      """
      Usage: chaos [--minutes M] [--seed S] [--nodes N] [--rate R]

      Starts a cluster on this machine with a Postgres of its own, has clients send and receive over
      all nodes, and breaks things at random: nodes killed, frozen and restarted, Postgres crashed,
      clients gone without a good-bye and, as root where network namespaces can be made, nodes cut
      off from each other. Never more than one node is away at a time. Then it lets everything heal, waits
      for what is on its way, and judges: every message whose sender saw an Ack was received.

        --minutes M  how long faults are injected, by default 2
        --seed S     a number, by default a new one; the same seed means the same faults in the same
                     order and the same choices of the clients. How they meet is up to real time
        --nodes N    1 to 9, by default 3
        --rate R     messages a second of all senders together, by default 300

      Exit code: 0 when the server kept its promise, 1 when anything was lost, damaged or
      misdelivered, a node ended by itself or did not start again, or a node's memory has not come
      back to what it was; 2 when it could not run.
      """;

  private final Options options;
  private final Screen screen = new Screen();
  private final Vertx vertx = Vertx.vertx();
  private volatile boolean over;
  private volatile Optional<LocalCluster> running = Optional.empty();

  private Chaos(Options options) {
    this.options = options;
  }

  /** Runs, printing to the standard output; gives the exit code of the process. */
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
      System.err.println("chaos: no temporary directory can be made or removed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return NOT_RUN;
  }

  private int run() throws IOException, InterruptedException {
    screen.line("seed " + options.seed());
    Path directory = Files.createTempDirectory("messaging-server-chaos");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(directory), "chaos-end"));
    boolean passed = false;
    try {
      passed = passes(directory);
    } finally {
      end();
      over = true;
      if (passed) {
        delete(directory);
      } else {
        screen.line("What the nodes said is in " + directory + "/node-*/node.log");
      }
    }
    return passed ? PASSED : FAILED;
  }

  private boolean passes(Path directory) throws InterruptedException {
    ClusterSpec clusterSpec =
        new ClusterSpec(
            directory, ClusterSpec.serverJar(), network(), JVM_OPTIONS, new JsonObject());
    LocalCluster cluster = LocalCluster.open(vertx, clusterSpec, (node, line) -> {});
    running = Optional.of(cluster);
    cluster.startAll();
    boolean passed = new Run(vertx, cluster, options, screen).passes();
    screen.line(passed ? "The server kept its promise." : "FAILED");
    return passed;
  }

  private Network network() throws InterruptedException {
    if (!HeapTool.isAvailable()) {
      screen.line("This Java comes without jcmd: the memory of the nodes is not judged.");
    }
    if (options.nodes() > 1 && Namespaces.isPossible()) {
      return Namespaces.of(vertx, options.nodes());
    }
    screen.line("Network namespaces cannot be made here: nodes are not cut off from each other.");
    return Loopback.onFreePorts(options.nodes());
  }

  /** A signal has come before the end: nobody wants to see what that does to the run. */
  private void interrupt(Path directory) {
    if (!over) {
      screen.line("interrupted");
      screen.close();
      end();
      try {
        delete(directory);
      } catch (IOException e) {
        System.err.println("chaos: " + directory + " is left behind");
      }
    }
  }

  private synchronized void end() {
    try {
      if (running.isPresent()) {
        LocalCluster cluster = running.get();
        running = Optional.empty();
        cluster.kill();
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
