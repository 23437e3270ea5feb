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

/** How clients reach the nodes: directly, or through proxies that can drop their connections. */
final class ClientProxies {
  private static final String HOST = "127.0.0.1";

  /** After the last bundle of an answer, its end shows itself within this time. */
  static final Duration PRE_KEY_QUIET = Duration.ofMillis(200);

  /** Timeouts of an app that reconnects quickly; a frozen node counts as dead after 6 to 9 s. */
  private static final ClientTimeouts TIMEOUTS =
      ClientTimeouts.DEFAULT
          .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(2))
          .withRequest(Duration.ofSeconds(10))
          .withSend(Duration.ofSeconds(60))
          .withPreKeyQuiet(PRE_KEY_QUIET)
          .withPing(Duration.ofSeconds(3));

  /** The client remembers no messages, so that duplicates reach the checker. */
  private static final ClientLimits LIMITS = ClientLimits.DEFAULT.withRemembered(0);

  private final List<URI> nodes;
  private final List<TcpProxy> proxies;

  private ClientProxies(List<URI> nodes, List<TcpProxy> relays) {
    this.nodes = nodes;
    this.proxies = relays;
  }

  /** Opens a proxy to each node. */
  static Future<ClientProxies> open(Vertx vertx, List<URI> nodes) {
    List<Future<TcpProxy>> opening =
        nodes.stream()
            .map(node -> TcpProxy.listen(vertx, HOST, node.getHost(), node.getPort()))
            .toList();
    return Future.all(opening)
        .map(opened -> new ClientProxies(nodes, opening.stream().map(Future::result).toList()));
  }

  /**
   * Options of a client, with all nodes in rotated order.
   *
   * @param number number of the client, which determines its first node
   * @param vanishing whether faults drop its connections
   */
  ClientOptions options(int number, boolean vanishing) {
    List<URI> all = new ArrayList<>(vanishing ? proxied() : nodes);
    Collections.rotate(all, -number);
    return ClientOptions.of(all.get(0)).withServers(all).withTimeouts(TIMEOUTS).withLimits(LIMITS);
  }

  private List<URI> proxied() {
    return IntStream.range(0, proxies.size())
        .mapToObj(i -> URI.create("ws://" + HOST + ":" + proxies.get(i).port() + "/api"))
        .toList();
  }

  /** Drops the connections of all vanishing clients, and returns their number. */
  int drop(boolean silently) {
    return proxies.stream().mapToInt(proxy -> proxy.drop(silently)).sum();
  }

  /** Closes the connections that were dropped silently. */
  void closeHalfOpen() {
    proxies.forEach(TcpProxy::closeHalfOpen);
  }

  Future<Void> close() {
    return Future.join(proxies.stream().map(TcpProxy::close).toList()).mapEmpty();
  }
}
