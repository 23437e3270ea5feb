package org.messagingserver.tools.localcluster;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs a cluster on this machine until a signal stops it, and prints the log lines of the nodes.
 */
public final class ClusterCommand {
  private static final int STOPPED = 0;
  private static final int FAILED = 1;
  private static final int USAGE_ERROR = 2;

  private static final int DEFAULT_NODES = 3;
  private static final int MAX_NODES = 9;
  private static final int CLIENT_PORT = 8080;
  private static final int HEALTH_PORT = 9080;
  private static final Path DIRECTORY = Path.of("data", "cluster");

  private static final String HELP =
      """
      Usage: cluster [N]

      Runs N nodes (1 to 9, by default 3) on this machine, with a separate Postgres. Clients connect
      to ports 8080, 8081, … and operators to /console and /health/ready on ports 9080, 9081, …, all
      on 127.0.0.1. Data and keys are in data/cluster, and the log of node 1 in node-1/node.log.
      Log lines of the nodes begin with the number of the node. A node that exits is not restarted.

      Ctrl-C or SIGTERM stops the nodes in order, one after another, and then Postgres.

      Exit code: 0 after a stop, 1 if it could not start or no node is left, 2 if the arguments are
      invalid.
      """;

  private final NodeScreen screen = new NodeScreen(Terminal.isStandardOutput());
  private final int size;
  private volatile Optional<LocalCluster> running = Optional.empty();
  private volatile boolean stopping;

  private ClusterCommand(int size) {
    this.size = size;
  }

  /** Runs; returns the exit code of the process, unless a signal ends it first. */
  public static int run(String... args) {
    List<String> words = List.of(args);
    if (words.contains("--help") || words.contains("-h")) {
      System.out.print(HELP);
      return STOPPED;
    }
    Optional<Integer> nodes = nodes(words);
    if (nodes.isEmpty()) {
      System.err.println("cluster: N must be a number from 1 to " + MAX_NODES + "; see --help");
      return USAGE_ERROR;
    }
    try {
      return new ClusterCommand(nodes.get()).run();
    } catch (NodesException e) {
      System.err.println("cluster: " + e.getMessage());
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private static Optional<Integer> nodes(List<String> words) {
    if (words.isEmpty()) {
      return Optional.of(DEFAULT_NODES);
    }
    return words.size() == 1 && words.get(0).matches("[1-" + MAX_NODES + "]")
        ? Optional.of(Integer.parseInt(words.get(0)))
        : Optional.empty();
  }

  private int run() throws InterruptedException {
    checkPorts();
    Vertx vertx = Vertx.vertx();
    ClusterSpec spec =
        new ClusterSpec(
            DIRECTORY,
            ClusterSpec.serverJar(),
            Loopback.onPorts(size, CLIENT_PORT, HEALTH_PORT),
            List.of(),
            new JsonObject());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(vertx), "cluster-stop"));
    LocalCluster cluster = LocalCluster.open(vertx, spec, screen::nodeLine);
    running = Optional.of(cluster);
    cluster.startAll();
    screen.message(welcome(cluster));
    CompletableFuture.allOf(
            cluster.nodes().stream().map(this::awaitExit).toArray(CompletableFuture<?>[]::new))
        .join();
    if (stopping) {
      // The shutdown hook is at work, and an exit from here would only wait for it.
      Thread.currentThread().join();
    }
    screen.message("no node is left");
    return FAILED;
  }

  private void checkPorts() {
    IntStream.range(0, size)
        .flatMap(i -> IntStream.of(CLIENT_PORT + i, HEALTH_PORT + i))
        .filter(port -> !FreePorts.isFree(port))
        .findFirst()
        .ifPresent(
            port -> {
              throw new NodesException("port " + port + " is in use");
            });
  }

  /** Completes when the node has exited. */
  private CompletableFuture<Void> awaitExit(LocalNode node) {
    return node.process().orElseThrow().onExit().thenAccept(code -> exited(node, code));
  }

  private void exited(LocalNode node, int code) {
    if (!stopping) {
      screen.message(
          "node " + node.number() + " exited with code " + code + " and is not restarted");
    }
  }

  private static String welcome(LocalCluster cluster) {
    StringBuilder text = new StringBuilder();
    text.append(cluster.nodes().size()).append(" nodes are ready:\n");
    cluster.nodes().forEach(node -> text.append(addresses(node)));
    text.append("Data, keys and logs are in ")
        .append(DIRECTORY)
        .append(". Ctrl-C stops. Try\n  bin/smoke ");
    return text + cluster.uris().stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  /** The line of the welcome text with the addresses of a node. */
  static String addresses(LocalNode node) {
    return "  "
        + node.number()
        + ("  clients " + node.uri())
        + ("  health " + node.health())
        + ("  console " + node.console() + "\n");
  }

  /** Stops every part that runs. If Postgres is still starting, closing Vert.x ends it. */
  private void stop(Vertx vertx) {
    stopping = true;
    try {
      if (running.isPresent()) {
        screen.message("stopping");
        running.get().close();
        screen.message("stopped");
      }
    } catch (InterruptedException | NodesException e) {
      screen.message("not stopped in order: " + e.getMessage());
    } finally {
      vertx.close();
    }
  }
}
