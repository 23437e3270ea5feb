package org.messagingserver.tools.localcluster;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The loopback interface: all nodes on 127.0.0.1, each with separate ports.
 *
 * @param places where the nodes live
 */
public record Loopback(List<NodeAddress> places) implements Network {
  private static final String HOST = "127.0.0.1";

  public Loopback {
    places = List.copyOf(places);
  }

  /** So many nodes on ports that were free just now. */
  public static Loopback onFreePorts(int nodes) {
    int first = FreePorts.inARow(3 * nodes);
    return onPorts(nodes, first, first + nodes, first + 2 * nodes);
  }

  /**
   * So many nodes with their client ports from the one on, and their health ports from the other.
   */
  public static Loopback onPorts(int nodes, int clients, int health) {
    return onPorts(nodes, clients, health, FreePorts.inARow(nodes));
  }

  private static Loopback onPorts(int nodes, int clients, int health, int members) {
    return new Loopback(
        IntStream.range(0, nodes)
            .mapToObj(
                i -> new NodeAddress(i + 1, HOST, clients + i, health + i, members + i, List.of()))
            .toList());
  }

  @Override
  public void open() {
    // It is there.
  }

  @Override
  public String database(String uri) {
    return uri;
  }

  @Override
  public String removal() {
    return "";
  }

  @Override
  public void close() {
    // Nothing was made that would have to go.
  }
}
