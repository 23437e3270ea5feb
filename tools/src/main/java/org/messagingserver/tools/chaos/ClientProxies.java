package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.messagingserver.client.ClientLimits;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ClientTimeouts;
import org.messagingserver.tools.localcluster.TcpProxy;

/** The ways of clients to the nodes: directly, or through relays that can let go of them. */
final class ClientProxies {
  private static final String HOST = "127.0.0.1";

  /** Of an app that wants to be back soon; a frozen node counts as dead after 6 to 9 s. */
  private static final ClientTimeouts TIMEOUTS =
      ClientTimeouts.DEFAULT
          .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(2))
          .withRequest(Duration.ofSeconds(10))
          .withSend(Duration.ofSeconds(60))
          .withPing(Duration.ofSeconds(3));

  /** Nothing is remembered, so that each duplicate is seen. */
  private static final ClientLimits LIMITS = ClientLimits.DEFAULT.withRemembered(0);

  private final List<URI> nodes;
  private final List<TcpProxy> relays;

  private ClientProxies(List<URI> nodes, List<TcpProxy> relays) {
    this.nodes = nodes;
    this.relays = relays;
  }

  /** Opens a relay to each node. */
  static Future<ClientProxies> open(Vertx vertx, List<URI> nodes) {
    List<Future<TcpProxy>> opening =
        nodes.stream()
            .map(node -> TcpProxy.listen(vertx, HOST, node.getHost(), node.getPort()))
            .toList();
    return Future.all(opening)
        .map(opened -> new ClientProxies(nodes, opening.stream().map(Future::result).toList()));
  }

  /**
   * How a client reaches all nodes, beginning with another one for each turn.
   *
   * @param fleeting whether it may vanish
   */
  ClientOptions options(int turn, boolean fleeting) {
    List<URI> all = new ArrayList<>(fleeting ? relayed() : nodes);
    Collections.rotate(all, -turn);
    return ClientOptions.of(all.get(0)).withServers(all).withTimeouts(TIMEOUTS).withLimits(LIMITS);
  }

  private List<URI> relayed() {
    return IntStream.range(0, relays.size())
        .mapToObj(i -> URI.create("ws://" + HOST + ":" + relays.get(i).port() + "/api"))
        .toList();
  }

  /** All fleeting clients lose their connections; tells how many there were. */
  int drop(boolean silently) {
    return relays.stream().mapToInt(tcpProxy -> tcpProxy.drop(silently)).sum();
  }

  /** Ends what was dropped silently. */
  void sweep() {
    relays.forEach(TcpProxy::closeHalfOpen);
  }

  Future<Void> close() {
    return Future.join(relays.stream().map(TcpProxy::close).toList()).mapEmpty();
  }
}
