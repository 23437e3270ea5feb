package org.messagingserver.tools.localcluster;

import io.vertx.core.Vertx;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network on this machine that can be broken. Each node has a network namespace with a link to
 * one bridge; clients and Postgres are at the bridge, each with a separate address. Packets that
 * cannot pass are lost without an error.
 *
 * <p>Needs Linux, root, and {@code ip} and {@code tc} of iproute2; see {@link #isPossible}.
 */
public final class Namespaces implements Network {
  private static final int CLIENT_PORT = 8080;
  private static final int HEALTH_PORT = 8081;
  private static final int MEMBER_PORT = 5701;
  private static final int CLIENTS_HOST = 254;
  private static final int DATABASE_HOST = 253;

  private final Vertx vertx;
  private final int nodes;
  private final String name;
  private final String subnet;
  private final List<TcpProxy> databases = new ArrayList<>();

  private Namespaces(Vertx vertx, int nodes, String name, String subnet) {
    this.vertx = vertx;
    this.nodes = nodes;
    this.name = name;
    this.subnet = subnet;
  }

  /** A network for this number of nodes; {@link #open} creates it. */
  public static Namespaces of(Vertx vertx, int nodes) {
    return new Namespaces(vertx, nodes, freshName(), freeSubnet());
  }

  /** Whether this process may create such a network. */
  public static boolean isPossible() throws InterruptedException {
    String trial = freshName();
    boolean possible =
        Shell.succeeds(
            "set -e\nip netns add %1$s\nip link add %1$s type bridge\nip -n %1$s link set lo up\n"
                    .formatted(trial)
                + NodeLink.trial(trial));
    Shell.succeeds("ip netns del %1$s; ip link del %1$s".formatted(trial));
    return possible;
  }

  /** A unique name, short as names of network devices have to be. */
  private static String freshName() {
    return String.format(Locale.ROOT, "ms%05x", ThreadLocalRandom.current().nextInt(1 << 20));
  }

  private static String freeSubnet() {
    Set<String> taken = takenSubnets();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return IntStream.generate(() -> random.nextInt(128, 255))
        .mapToObj(second -> "10." + second + "." + random.nextInt(256) + ".")
        .filter(subnet -> !taken.contains(subnet))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> takenSubnets() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(address -> address.getHostAddress().replaceFirst("\\d+$", ""))
          .collect(Collectors.toSet());
    } catch (SocketException e) {
      return Set.of();
    }
  }

  @Override
  public List<NodeAddress> nodeAddresses() {
    return IntStream.rangeClosed(1, nodes)
        .mapToObj(
            node ->
                new NodeAddress(
                    node,
                    address(node),
                    CLIENT_PORT,
                    HEALTH_PORT,
                    MEMBER_PORT,
                    List.of("ip", "netns", "exec", namespace(node))))
        .toList();
  }

  private String address(int host) {
    return subnet + host;
  }

  private String namespace(int node) {
    return name + "n" + node;
  }

  @Override
  public String clientsHost() {
    return address(CLIENTS_HOST);
  }

  private NodeLink link(int node) {
    return new NodeLink(namespace(node), name + "v" + node);
  }

  @Override
  public void open() throws InterruptedException {
    run(
        String.format(
            Locale.ROOT,
            """
            ip link add %1$s type bridge
            ip addr add %2$s/24 dev %1$s
            ip addr add %3$s/24 dev %1$s
            ip link set %1$s up
            """,
            name,
            clientsHost(),
            address(DATABASE_HOST)));
    for (int node = 1; node <= nodes; node++) {
      run(link(node).create(name, address(node)));
    }
  }

  private static void run(String script) throws InterruptedException {
    if (!Shell.succeeds("set -e\n" + script)) {
      throw new NodesException("cannot create or change network namespaces on this machine");
    }
  }

  @Override
  public String databaseHost(int port) throws InterruptedException {
    TcpProxy proxy =
        Futures.await(TcpProxy.listen(vertx, address(DATABASE_HOST), "127.0.0.1", port));
    databases.add(proxy);
    return address(DATABASE_HOST) + ":" + proxy.port();
  }

  /** Disconnects two nodes from each other. All other connections remain. */
  public void cut(int one, int other) throws InterruptedException {
    cutOneWay(one, other);
    cutOneWay(other, one);
  }

  /** Loses all packets from one node to another; those in the other direction arrive. */
  public void cutOneWay(int from, int to) throws InterruptedException {
    run(link(from).loseTo(address(to)));
  }

  /** Disconnects a node from its clients, which includes everything else in this process. */
  public void cutClients(int node) throws InterruptedException {
    cutHost(node, CLIENTS_HOST);
  }

  /** Disconnects a node from Postgres. */
  public void cutDatabase(int node) throws InterruptedException {
    cutHost(node, DATABASE_HOST);
  }

  private void cutHost(int node, int host) throws InterruptedException {
    run(link(node).loseTo(address(host)) + link(node).loseFrom(address(host)));
  }

  /** Impairs the link of a node, to whatever it talks. */
  public void impair(int node, LinkImpairment how) throws InterruptedException {
    run(link(node).impair(how));
  }

  /** Repairs all links. */
  public void heal() throws InterruptedException {
    for (int node = 1; node <= nodes; node++) {
      run(link(node).repair());
    }
  }

  @Override
  public String cleanupScript() {
    return String.format(
        Locale.ROOT,
        "{ "
            + "for n in $(seq %2$d); do ip netns del %1$sn$n; done; ip link del %1$s"
            + "; } >/dev/null 2>&1",
        name,
        nodes);
  }

  @Override
  public void close() throws InterruptedException {
    for (TcpProxy database : databases) {
      Futures.await(database.close());
    }
    Shell.succeeds(cleanupScript());
  }
}
