package org.messagingserver.app.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.messagingserver.app.nodes.LocalCluster;
import org.messagingserver.app.nodes.LocalNode;
import org.messagingserver.app.nodes.Loopback;
import org.messagingserver.app.nodes.Memory;
import org.messagingserver.app.nodes.Plan;

/**
 * What more nodes cost: a login alone and in a cluster, a message within a node and between two,
 * and how long it takes to take in the clients of a node that has died.
 */
final class Growth {
  private static final int NODES = 3;
  private static final int LOGINS = 2000;
  private static final int ORPHANS = 5000;
  private static final int PAIRS = 20;
  private static final int PER_PAIR = 250;
  private static final int ROUNDS = 5;
  private static final long PATIENCE_SECONDS = 300;

  /** What a node has used at a moment. */
  private record Use(long cpuMicros, long heap) {}

  private final Vertx vertx = Vertx.vertx();
  private final Path folder;

  Growth() throws IOException {
    this.folder = Files.createTempDirectory("messaging-server-growth");
  }

  void run() throws Exception {
    logInAlone();
    LocalCluster cluster =
        LocalCluster.open(
            vertx,
            new Plan(
                Files.createDirectory(folder.resolve("cluster")),
                Plan.ownJar(),
                Loopback.onFreePorts(NODES),
                List.of(),
                new JsonObject().put("delivery", new JsonObject().put("ackMillis", 0))),
            (node, line) -> {});
    try {
      cluster.startAll();
      logInClustered(cluster);
      sendAcross(cluster);
      loseANode(cluster);
    } finally {
      cluster.kill();
    }
  }

  private void logInAlone() throws Exception {
    BenchServer server = BenchServer.start(folder, new JsonObject());
    try {
      warmUp(List.of(server.uri()));
      long cpu = server.serverCpuMicros();
      Crowd crowd = Crowd.of(vertx, LOGINS, List.of(server.uri()));
      await(crowd.logIn());
      System.out.printf(
          "a login, alone: %.2f ms of CPU%n",
          (server.serverCpuMicros() - cpu) / 1000.0 / crowd.size());
      await(crowd.close());
    } finally {
      server.stop();
    }
  }

  private void logInClustered(LocalCluster cluster) throws Exception {
    for (URI node : cluster.uris()) {
      warmUp(List.of(node));
    }
    List<Use> before = uses(cluster);
    Crowd crowd = Crowd.of(vertx, LOGINS, List.of(cluster.uris().get(0)));
    await(crowd.logIn());
    TimeUnit.SECONDS.sleep(2);
    List<Use> after = uses(cluster);
    for (int node = 0; node < NODES; node++) {
      Use used = after.get(node);
      System.out.printf(
          "a login on node 1 of %d: node %d %.2f ms of CPU, %.1f KB of heap while it lasts%n",
          NODES,
          node + 1,
          (used.cpuMicros() - before.get(node).cpuMicros()) / 1000.0 / LOGINS,
          (used.heap() - before.get(node).heap()) / 1024.0 / LOGINS);
    }
    await(crowd.close());
  }

  private void warmUp(List<URI> servers) throws Exception {
    Crowd crowd = Crowd.of(vertx, LOGINS, servers);
    await(crowd.logIn());
    await(crowd.close());
  }

  private void sendAcross(LocalCluster cluster) throws Exception {
    URI first = cluster.uris().get(0);
    URI second = cluster.uris().get(1);
    for (int window : List.of(1, 32)) {
      List<Pair> same = pairs(first, first);
      List<Pair> across = pairs(first, second);
      List<Double> ratios = new ArrayList<>();
      List<Double> within = new ArrayList<>();
      for (int round = 0; round <= ROUNDS; round++) {
        double inside = micros(cluster, same, window);
        double between = micros(cluster, across, window);
        if (round > 0) {
          within.add(inside);
          ratios.add(between / inside);
        }
      }
      System.out.printf(
          "a message, window %d: %.0f us of CPU within a node, between two %.2f times that"
              + " (medians of %d; %.2f to %.2f)%n",
          window,
          median(within),
          median(ratios),
          ROUNDS,
          ratios.stream().min(Double::compare).orElseThrow(),
          ratios.stream().max(Double::compare).orElseThrow());
      for (Pair pair : Stream.concat(same.stream(), across.stream()).toList()) {
        await(pair.close());
      }
    }
  }

  private List<Pair> pairs(URI senders, URI recipients) throws Exception {
    List<Pair> pairs =
        Stream.generate(() -> new Pair(vertx, senders, recipients)).limit(PAIRS).toList();
    await(Future.all(pairs.stream().map(Pair::open).toList()));
    return pairs;
  }

  /** CPU of all nodes for one message. */
  private static double micros(LocalCluster cluster, List<Pair> pairs, int window)
      throws Exception {
    Latencies latencies = new Latencies(PAIRS * PER_PAIR);
    long before = cpuMicros(cluster);
    await(Future.all(pairs.stream().map(pair -> pair.send(PER_PAIR, window, latencies)).toList()));
    return (cpuMicros(cluster) - before) / (double) (PAIRS * PER_PAIR);
  }

  private void loseANode(LocalCluster cluster) throws Exception {
    List<URI> uris = cluster.uris();
    Crowd crowd = Crowd.of(vertx, ORPHANS, uris);
    await(crowd.logIn());
    TimeUnit.SECONDS.sleep(2);
    Latencies times = new Latencies(ORPHANS);
    Future<Void> back = crowd.backAgain(times);
    cluster.nodes().get(0).process().orElseThrow().kill();
    await(back);
    System.out.printf(
        "%d clients of a node that was killed are logged in again on the others: half after %.1f s,"
            + " 99 %% after %.1f s, all after %.1f s%n",
        ORPHANS, times.millis(0.5) / 1000, times.millis(0.99) / 1000, times.millis(1) / 1000);
    await(crowd.close());
  }

  private static long cpuMicros(LocalCluster cluster) {
    return cluster.nodes().stream().mapToLong(Growth::cpuMicros).sum();
  }

  private static long cpuMicros(LocalNode node) {
    long pid = node.process().orElseThrow().pid();
    return CpuTime.micros(ProcessHandle.of(pid).orElseThrow());
  }

  /** The garbage of each is collected, which is not counted. */
  private static List<Use> uses(LocalCluster cluster) throws InterruptedException {
    List<Use> uses = new ArrayList<>();
    for (LocalNode node : cluster.nodes()) {
      long cpu = cpuMicros(node);
      long heap = node.process().orElseThrow().memory().map(Memory::heap).orElse(0L);
      uses.add(new Use(cpu, heap));
    }
    return uses;
  }

  private static double median(List<Double> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Removes what it left. */
  void end() throws Exception {
    await(vertx.close());
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(Growth::delete);
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
