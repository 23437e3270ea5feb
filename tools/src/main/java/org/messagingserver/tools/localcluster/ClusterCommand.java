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
 * Runs a cluster on this machine until it is asked to stop, and shows the log lines of the nodes.
 */
public final class ClusterCommand {
  private static final int STOPPED = 0;
  private static final int FAILED = 1;
  private static final int USAGE_ERROR = 2;

  private static final int DEFAULT_NODES = 3;
  private static final int MOST_NODES = 9;
  private static final int CLIENT_PORT = 8080;
  private static final int HEALTH_PORT = 9080;
  private static final Path DIRECTORY = Path.of("data", "cluster");

  private static final String HELP =
      """
      Usage: cluster [N]

      Runs N nodes (1 to 9, by default 3) on this machine, with a Postgres of their own. Clients
      connect to ports 8080, 8081, … and operators to /console and /health/ready on ports 9080,
      9081, …, all on 127.0.0.1. Data and keys are kept under data/cluster, with each node's log in
      node-1/node.log and so on. What a node says is shown behind its number. A node that ends is
      not started again.

      Ctrl-C or SIGTERM stops the nodes in order, one after another, and then Postgres.

      Exit code: 0 when stopped, 1 when it could not start or no node is left, 2 for wrong arguments.
      """;

  private final NodeScreen screen = new NodeScreen(Terminal.isThere());
  private final int size;
  private volatile Optional<LocalCluster> running = Optional.empty();
  private volatile boolean stopping;

  private ClusterCommand(int size) {
    this.size = size;
  }

  /** Runs; gives the exit code of the process, where no signal ends it before. */
  public static int run(String... args) {
    List<String> words = List.of(args);
    if (words.contains("--help") || words.contains("-h")) {
      System.out.print(HELP);
      return STOPPED;
    }
    Optional<Integer> nodes = nodes(words);
    if (nodes.isEmpty()) {
      System.err.println("cluster: N is a number from 1 to " + MOST_NODES + "; see --help");
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
    return words.size() == 1 && words.get(0).matches("[1-" + MOST_NODES + "]")
        ? Optional.of(Integer.parseInt(words.get(0)))
        : Optional.empty();
  }

  private int run() throws InterruptedException {
    checkPorts();
    Vertx vertx = Vertx.vertx();
    ClusterSpec clusterSpec =
        new ClusterSpec(
            DIRECTORY,
            ClusterSpec.serverJar(),
            Loopback.onPorts(size, CLIENT_PORT, HEALTH_PORT),
            List.of(),
            new JsonObject());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(vertx), "cluster-stop"));
    LocalCluster cluster = LocalCluster.open(vertx, clusterSpec, screen::node);
    running = Optional.of(cluster);
    cluster.startAll();
    screen.say(welcome(cluster));
    CompletableFuture.allOf(
            cluster.nodes().stream().map(this::watch).toArray(CompletableFuture<?>[]::new))
        .join();
    if (stopping) {
      // The shutdown hook is at work, and an exit from here would only wait for it.
      Thread.currentThread().join();
    }
    screen.say("no node is left");
    return FAILED;
  }

  private void checkPorts() {
    IntStream.range(0, size)
        .flatMap(i -> IntStream.of(CLIENT_PORT + i, HEALTH_PORT + i))
        .filter(port -> !FreePorts.isFree(port))
        .findFirst()
        .ifPresent(
            port -> {
              throw new NodesException("port " + port + " is taken; end who listens there");
            });
  }

  /** Completes when it has ended. */
  private CompletableFuture<Void> watch(LocalNode node) {
    return node.process().orElseThrow().end().thenAccept(code -> ended(node, code));
  }

  private void ended(LocalNode node, int code) {
    if (!stopping) {
      screen.say(
          "node " + node.number() + " has ended, with exit code " + code + ", and stays away");
    }
  }

  private static String welcome(LocalCluster cluster) {
    StringBuilder text = new StringBuilder();
    text.append(cluster.nodes().size()).append(" nodes are ready:\n");
    cluster.nodes().forEach(node -> text.append(whereabouts(node)));
    text.append("Data, keys and logs are in ")
        .append(DIRECTORY)
        .append(". Ctrl-C stops. Try\n  bin/smoke ");
    return text + cluster.uris().stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  /** A line of the welcome. */
  static String whereabouts(LocalNode node) {
    return "  "
        + node.number()
        + ("  clients " + node.uri())
        + ("  health " + node.health())
        + ("  console " + node.console() + "\n");
  }

  /** Stops every part that runs; if Postgres is still starting, closing Vert.x ends it. */
  private void stop(Vertx vertx) {
    stopping = true;
    try {
      if (running.isPresent()) {
        screen.say("stopping");
        running.get().close();
        screen.say("stopped");
      }
    } catch (InterruptedException | NodesException e) {
      screen.say("not stopped in order: " + e.getMessage());
    } finally {
      vertx.close();
    }
  }
}
