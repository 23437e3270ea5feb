package org.messagingserver.client;

import io.vertx.core.http.WebSocketClientOptions;
import java.net.URI;
import java.util.List;

/**
 * Where the servers are and how to deal with them.
 *
 * @param servers one or several, like {@code wss://example.org/api}; tried in turn, from the first
 * @param clientTimeouts how long to wait for what
 * @param clientLimits how much to hold of what
 * @param transport handed to Vert.x: trust and client certificates, TLS versions, a proxy. What the
 *     client itself must decide (sizes, timeouts, compression) is overwritten in a copy
 */
public record ClientOptions(
    List<URI> servers,
    ClientTimeouts clientTimeouts,
    ClientLimits clientLimits,
    WebSocketClientOptions transport) {

  /** Copies, and refuses servers that are not {@code ws} or {@code wss} URIs with a host. */
  public ClientOptions {
    servers = List.copyOf(servers);
    transport = new WebSocketClientOptions(transport);
    if (servers.isEmpty() || !servers.stream().allMatch(ClientOptions::isWebSocket)) {
      throw new IllegalArgumentException("servers are one or more ws:// or wss:// URIs");
    }
  }

  private static boolean isWebSocket(URI uri) {
    return uri.getHost() != null && ("ws".equals(uri.getScheme()) || "wss".equals(uri.getScheme()));
  }

  /** These servers, and defaults. */
  public static ClientOptions of(URI... servers) {
    return new ClientOptions(
        List.of(servers),
        ClientTimeouts.DEFAULT,
        ClientLimits.DEFAULT,
        new WebSocketClientOptions());
  }

  /** The same with these servers. */
  public ClientOptions withServers(List<URI> uris) {
    return new ClientOptions(uris, clientTimeouts, clientLimits, transport);
  }

  /** The same with this timing. */
  public ClientOptions withTiming(ClientTimeouts durations) {
    return new ClientOptions(servers, durations, clientLimits, transport);
  }

  /** The same with these limits. */
  public ClientOptions withLimits(ClientLimits bounds) {
    return new ClientOptions(servers, clientTimeouts, bounds, transport);
  }

  /** The same with these options for Vert.x. */
  public ClientOptions withTransport(WebSocketClientOptions options) {
    return new ClientOptions(servers, clientTimeouts, clientLimits, options);
  }

  /** A copy, as the caller's later changes must not reach the connections. */
  @Override
  public WebSocketClientOptions transport() {
    return new WebSocketClientOptions(transport);
  }
}
