package org.messagingserver.tools.localcluster;

import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * A Postgres and nodes that share it, all child processes of this one. They end with {@link
 * #close}, and whenever this process ends in any other way. Its name is unique, so that clusters on
 * one machine do not join each other.
 */
public final class LocalCluster {
  /** Time for a start on a busy machine. */
  public static final Duration START_TIMEOUT = Duration.ofSeconds(90);

  /** The default of {@code http.shutdownTimeoutSeconds}, and some time to close the rest. */
  public static final Duration STOP_TIMEOUT = Duration.ofSeconds(45);

  private final ClusterDirectory directory;
  private final ProcessReaper reaper;
  private final Network network;
  private final LocalPostgres postgres;
  private final List<LocalNode> nodes;

  private LocalCluster(
      ClusterDirectory directory,
      ProcessReaper reaper,
      Network network,
      LocalPostgres postgres,
      List<LocalNode> nodes) {
    this.directory = directory;
    this.reaper = reaper;
    this.network = network;
    this.postgres = postgres;
    this.nodes = nodes;
  }

  /**
   * Starts Postgres, and no node yet.
   *
   * @param said receives each line of each node, by its number; called on separate threads
   * @throws NodesException if it cannot start; nothing is left running
   */
  public static LocalCluster open(Vertx vertx, ClusterSpec spec, BiConsumer<Integer, String> said)
      throws InterruptedException {
    ClusterDirectory directory = ClusterDirectory.lock(spec.directory(), spec.durable());
    String name = "local-" + UUID.randomUUID();
    ProcessReaper reaper =
        ProcessReaper.start(
            name,
            spec.network().cleanupScript(),
            List.of(directory.postgresData(), directory.standbyData()));
    try {
      spec.network().open();
      LocalPostgres postgres = postgres(vertx, spec, directory);
      return new LocalCluster(
          directory,
          reaper,
          spec.network(),
          postgres,
          nodes(spec, directory, name, postgres, said));
    } catch (InterruptedException | RuntimeException failure) {
      reaper.close();
      directory.close();
      throw failure;
    }
  }

  private static LocalPostgres postgres(Vertx vertx, ClusterSpec spec, ClusterDirectory directory)
      throws InterruptedException {
    int size = spec.network().nodeAddresses().size();
    return switch (spec.replication()) {
      case NONE -> EmbeddedPostgres.start(vertx, directory.postgres(), size);
      case SYNCHRONOUS -> PostgresPair.start(vertx, directory, size, true);
      case ASYNCHRONOUS -> PostgresPair.start(vertx, directory, size, false);
    };
  }

  /** The connection URI of Postgres for the nodes, which names all servers. */
  private static String databaseUri(Network network, LocalPostgres postgres)
      throws InterruptedException {
    List<String> hosts = new ArrayList<>();
    for (int port : postgres.ports()) {
      hosts.add(network.databaseHost(port));
    }
    return postgres.uri().replaceFirst("@[^/]+", "@" + String.join(",", hosts));
  }

  private static List<LocalNode> nodes(
      ClusterSpec spec,
      ClusterDirectory directory,
      String name,
      LocalPostgres postgres,
      BiConsumer<Integer, String> said)
      throws InterruptedException {
    List<NodeAddress> nodeAddresses = spec.network().nodeAddresses();
    NodeCommand command =
        new NodeCommand(
            spec.jar(),
            spec.jvmOptions(),
            spec.settings(),
            name,
            String.join(",", nodeAddresses.stream().map(NodeAddress::member).toList()),
            databaseUri(spec.network(), postgres),
            directory.keys());
    return nodeAddresses.stream()
        .map(
            address ->
                new LocalNode(
                    address,
                    directory.node(address),
                    command,
                    line -> said.accept(address.number(), line)))
        .toList();
  }

  /**
   * Starts all nodes at once, and waits until all are ready.
   *
   * @throws NodesException if one is not ready in time
   */
  public void startAll() throws InterruptedException {
    List<NodeProcess> started = nodes.stream().map(LocalNode::start).toList();
    for (NodeProcess process : started) {
      process.awaitReady(START_TIMEOUT);
    }
  }

  /** In the order of their numbers. */
  public List<LocalNode> nodes() {
    return nodes;
  }

  /** Where clients connect, in the order of the nodes. */
  public List<URI> uris() {
    return nodes.stream().map(LocalNode::uri).toList();
  }

  /** The Postgres that all nodes share. */
  public LocalPostgres postgres() {
    return postgres;
  }

  /** The network that connects them. */
  public Network network() {
    return network;
  }

  /** Stops the nodes in order, one after another, then Postgres. */
  public void close() throws InterruptedException {
    for (LocalNode node : nodes) {
      if (node.process().isPresent()) {
        node.process().get().stop(STOP_TIMEOUT);
      }
    }
    closeRest();
  }

  /** Kills all nodes, then stops Postgres. */
  public void kill() throws InterruptedException {
    for (LocalNode node : nodes) {
      if (node.process().isPresent()) {
        node.process().get().kill();
      }
    }
    closeRest();
  }

  private void closeRest() throws InterruptedException {
    try {
      postgres.close();
    } finally {
      network.close();
      reaper.close();
      directory.close();
    }
  }
}
