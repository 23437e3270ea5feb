package org.messagingserver.tools.localcluster;

import java.net.URI;
import java.util.List;

/**
 * Where on this machine a node lives.
 *
 * @param number from 1
 * @param host the address that it listens on, for everything
 * @param port for clients
 * @param healthPort for operators
 * @param memberPort for Hazelcast
 * @param prefix what its command begins with, if it lives in a separate network
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

  /** Answers 200 while it can serve. */
  public URI health() {
    return URI.create("http://" + host + ":" + healthPort + "/health/ready");
  }

  /** Where operators look at all nodes. */
  public URI console() {
    return URI.create("http://" + host + ":" + healthPort + "/console");
  }

  /** As {@code cluster.members} names it. */
  String member() {
    return host + ":" + memberPort;
  }
}
