package org.messagingserver.tools.localcluster;

import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * A Postgres and nodes that share it, all of them children of this process: they end with {@link
 * #close}, and also where this process ends in any other way. Its name is nobody else's, so that
 * clusters on one machine do not meet.
 */
public final class LocalCluster {
  /** A start, on a busy machine. */
  public static final Duration START = Duration.ofSeconds(90);

  /**
   * The default of {@code http.shutdownTimeoutSeconds}, and what closing the rest may take on top.
   */
  public static final Duration STOP = Duration.ofSeconds(45);

  private final ClusterDirectory directory;
  private final ProcessReaper processReaper;
  private final Network network;
  private final LocalPostgres postgres;
  private final List<LocalNode> nodes;

  private LocalCluster(
      ClusterDirectory directory,
      ProcessReaper processReaper,
      Network network,
      LocalPostgres postgres,
      List<LocalNode> nodes) {
    this.directory = directory;
    this.processReaper = processReaper;
    this.network = network;
    this.postgres = postgres;
    this.nodes = nodes;
  }

  /**
   * Starts Postgres, and no node yet.
   *
   * @param said receives each line of each node, by its number; called on separate threads
   * @throws NodesException when it cannot; nothing is left running then
   */
  public static LocalCluster open(
      Vertx vertx, ClusterSpec clusterSpec, BiConsumer<Integer, String> said)
      throws InterruptedException {
    ClusterDirectory directory = ClusterDirectory.take(clusterSpec.directory());
    String name = "local-" + UUID.randomUUID();
    ProcessReaper processReaper =
        ProcessReaper.start(name, directory.postgresData(), clusterSpec.network().removal());
    try {
      clusterSpec.network().open();
      int size = clusterSpec.network().places().size();
      LocalPostgres postgres = LocalPostgres.start(vertx, directory.postgres(), size);
      return new LocalCluster(
          directory,
          processReaper,
          clusterSpec.network(),
          postgres,
          nodes(clusterSpec, directory, name, postgres, said));
    } catch (InterruptedException | RuntimeException failure) {
      processReaper.close();
      directory.close();
      throw failure;
    }
  }

  private static List<LocalNode> nodes(
      ClusterSpec clusterSpec,
      ClusterDirectory directory,
      String name,
      LocalPostgres postgres,
      BiConsumer<Integer, String> said)
      throws InterruptedException {
    List<NodeAddress> places = clusterSpec.network().places();
    NodeCommand command =
        new NodeCommand(
            clusterSpec.jar(),
            clusterSpec.jvmOptions(),
            clusterSpec.settings(),
            name,
            String.join(",", places.stream().map(NodeAddress::member).toList()),
            clusterSpec.network().database(postgres.uri()),
            directory.keys());
    return places.stream()
        .map(
            nodeAddress ->
                new LocalNode(
                    nodeAddress,
                    directory.node(nodeAddress),
                    command,
                    line -> said.accept(nodeAddress.number(), line)))
        .toList();
  }

  /**
   * Starts all nodes at once, and waits until all are ready.
   *
   * @throws NodesException when one is not
   */
  public void startAll() throws InterruptedException {
    List<NodeProcess> started = nodes.stream().map(LocalNode::start).toList();
    for (NodeProcess process : started) {
      process.awaitReady(START);
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
        node.process().get().stop(STOP);
      }
    }
    closeRest();
  }

  /** Ends all nodes without ceremony, then stops Postgres. */
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
      processReaper.close();
      directory.close();
    }
  }
}
