package org.messagingserver.tools.localcluster;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The loopback interface: all nodes on 127.0.0.1, each with separate ports.
 *
 * @param nodeAddresses the addresses of the nodes
 */
public record Loopback(List<NodeAddress> nodeAddresses) implements Network {
  private static final String HOST = "127.0.0.1";

  public Loopback {
    nodeAddresses = List.copyOf(nodeAddresses);
  }

  /** Nodes on ports that are free now. */
  public static Loopback onFreePorts(int nodes) {
    int first = FreePorts.consecutive(3 * nodes);
    return onPorts(nodes, first, first + nodes, first + 2 * nodes);
  }

  /** Nodes with consecutive client ports and consecutive health ports, from these on. */
  public static Loopback onPorts(int nodes, int clients, int health) {
    return onPorts(nodes, clients, health, FreePorts.consecutive(nodes));
  }

  private static Loopback onPorts(int nodes, int clients, int health, int members) {
    return new Loopback(
        IntStream.range(0, nodes)
            .mapToObj(
                i -> new NodeAddress(i + 1, HOST, clients + i, health + i, members + i, List.of()))
            .toList());
  }

  @Override
  public String clientsHost() {
    return HOST;
  }

  @Override
  public void open() {
    // The loopback interface always exists.
  }

  @Override
  public String databaseHost(int port) {
    return HOST + ":" + port;
  }

  @Override
  public String cleanupScript() {
    return "";
  }

  @Override
  public void close() {
    // Nothing was created.
  }
}
