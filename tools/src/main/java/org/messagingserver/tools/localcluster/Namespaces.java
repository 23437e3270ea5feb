package org.messagingserver.tools.localcluster;

import io.vertx.core.Vertx;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network on this machine that can be partitioned. Each node has a network namespace with a link
 * to one bridge; clients and Postgres are at the bridge and always reachable. Between two
 * disconnected nodes every packet is lost without an error, because each has a wrong MAC address
 * for the other.
 *
 * <p>Needs Linux, root and {@code ip} of iproute2; see {@link #isPossible}.
 */
public final class Namespaces implements Network {
  private static final int CLIENT_PORT = 8080;
  private static final int HEALTH_PORT = 8081;
  private static final int MEMBER_PORT = 5701;
  private static final int BRIDGE_HOST = 254;

  /** A locally administered address that no interface has. */
  private static final String UNREACHABLE_MAC = "02:00:00:00:00:01";

  private final Vertx vertx;
  private final int nodes;
  private final String name;
  private final String subnet;
  private final Set<Set<Integer>> cuts = new HashSet<>();
  private Optional<TcpProxy> database = Optional.empty();

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
            "ip netns add %1$s && ip link add %1$s type bridge && ip -n %1$s link set lo up"
                .formatted(trial));
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

  /** The address of this process in the network. */
  public String bridge() {
    return address(BRIDGE_HOST);
  }

  @Override
  public void open() throws InterruptedException {
    run(
        "ip link add %1$s type bridge && ip addr add %2$s/24 dev %1$s && ip link set %1$s up"
            .formatted(name, bridge()));
    for (int node = 1; node <= nodes; node++) {
      run(
          String.format(
              Locale.ROOT,
              """
          set -e
          ip netns add %1$s
          ip link add %2$sv%4$d type veth peer name eth0 netns %1$s
          ip link set %2$sv%4$d master %2$s up
          ip -n %1$s addr add %3$s/24 dev eth0
          ip -n %1$s link set lo up
          ip -n %1$s link set eth0 up
          """,
              namespace(node),
              name,
              address(node),
              node));
    }
  }

  private static void run(String script) throws InterruptedException {
    if (!Shell.succeeds(script)) {
      throw new NodesException("cannot create network namespaces on this machine");
    }
  }

  @Override
  public String databaseUri(String uri) throws InterruptedException {
    URI direct = URI.create(uri);
    TcpProxy proxy =
        Futures.await(TcpProxy.listen(vertx, bridge(), direct.getHost(), direct.getPort()));
    database = Optional.of(proxy);
    return uri.replace(
        "@" + direct.getHost() + ":" + direct.getPort(), "@" + bridge() + ":" + proxy.port());
  }

  /** Disconnects two nodes from each other. All other connections remain. */
  public synchronized void cut(int one, int other) throws InterruptedException {
    cuts.add(Set.of(one, other));
    run(neighbour("replace", one, other, "lladdr " + UNREACHABLE_MAC + " nud permanent"));
    run(neighbour("replace", other, one, "lladdr " + UNREACHABLE_MAC + " nud permanent"));
  }

  /** Reconnects all nodes. */
  public synchronized void heal() throws InterruptedException {
    for (Set<Integer> cut : cuts) {
      List<Integer> ends = List.copyOf(cut);
      run(neighbour("del", ends.get(0), ends.get(1), ""));
      run(neighbour("del", ends.get(1), ends.get(0), ""));
    }
    cuts.clear();
  }

  private String neighbour(String action, int of, int peer, String rest) {
    return "ip -n %s neigh %s %s dev eth0 %s".formatted(namespace(of), action, address(peer), rest);
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
    if (database.isPresent()) {
      Futures.await(database.get().close());
    }
    Shell.succeeds(cleanupScript());
  }
}
