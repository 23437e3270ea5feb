package org.messagingserver.tools.localcluster;

import java.net.URI;
import java.util.List;

/**
 * The address and the ports of a node on this machine.
 *
 * @param number from 1
 * @param host the address that it listens on
 * @param port port for clients
 * @param healthPort port for operators
 * @param memberPort port for Hazelcast
 * @param prefix begin of its command line, if it runs in a separate network namespace
 */
public record NodeAddress(
    int number, String host, int port, int healthPort, int memberPort, List<String> prefix) {

  public NodeAddress {
    prefix = List.copyOf(prefix);
  }

  /** Where clients connect. */
  public URI uri() {
    return URI.create("ws://" + host + ":" + port + "/api");
  }

  /** Health endpoint, which answers 200 while the node can serve. */
  public URI health() {
    return URI.create("http://" + host + ":" + healthPort + "/health/ready");
  }

  /** Address of the operators' console. */
  public URI console() {
    return URI.create("http://" + host + ":" + healthPort + "/console");
  }

  /** As {@code cluster.members} names it. */
  String member() {
    return host + ":" + memberPort;
  }
}
