package org.messagingserver.client;

import io.vertx.core.http.WebSocketClientOptions;
import java.net.URI;
import java.util.List;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerName;

/**
 * Addresses of the servers, and how to connect to them.
 *
 * @param servers one or more, for example {@code wss://example.org/api}; tried in this order
 * @param timeouts how long to wait
 * @param limits how much to hold in memory
 * @param transport options for Vert.x: trust and client certificates, TLS versions, a proxy. The
 *     client sets sizes, timeouts and compression in a copy
 * @param version of the protocol. A server that does not speak it is not connected to; the client
 *     never falls back to an earlier one
 */
public record ClientOptions(
    List<URI> servers,
    ClientTimeouts timeouts,
    ClientLimits limits,
    WebSocketClientOptions transport,
    ProtocolVersion version) {

  /** Rejects servers that are not {@code ws} or {@code wss} URIs with a host. */
  public ClientOptions {
    servers = List.copyOf(servers);
    transport = new WebSocketClientOptions(transport);
    if (servers.isEmpty() || !servers.stream().allMatch(ClientOptions::isWebSocket)) {
      throw new IllegalArgumentException("servers must be one or more ws:// or wss:// URIs");
    }
  }

  private static boolean isWebSocket(URI uri) {
    return uri.getHost() != null
        && ServerName.of(uri.getHost()).isPresent()
        && ("ws".equals(uri.getScheme()) || "wss".equals(uri.getScheme()));
  }

  /** These servers, with default timeouts and limits. */
  public static ClientOptions of(URI... servers) {
    return new ClientOptions(
        List.of(servers),
        ClientTimeouts.DEFAULT,
        ClientLimits.DEFAULT,
        new WebSocketClientOptions(),
        ProtocolVersion.V2);
  }

  /** A copy with these servers. */
  public ClientOptions withServers(List<URI> uris) {
    return new ClientOptions(uris, timeouts, limits, transport, version);
  }

  /** A copy with these timeouts. */
  public ClientOptions withTimeouts(ClientTimeouts durations) {
    return new ClientOptions(servers, durations, limits, transport, version);
  }

  /** A copy with these limits. */
  public ClientOptions withLimits(ClientLimits bounds) {
    return new ClientOptions(servers, timeouts, bounds, transport, version);
  }

  /** A copy with these options for Vert.x. */
  public ClientOptions withTransport(WebSocketClientOptions options) {
    return new ClientOptions(servers, timeouts, limits, options, version);
  }

  /** A copy that speaks this version of the protocol. */
  public ClientOptions withVersion(ProtocolVersion spoken) {
    return new ClientOptions(servers, timeouts, limits, transport, spoken);
  }

  /** A copy, so that later changes by the caller do not affect connections. */
  @Override
  public WebSocketClientOptions transport() {
    return new WebSocketClientOptions(transport);
  }
}
