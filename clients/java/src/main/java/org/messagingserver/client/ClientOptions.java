package org.messagingserver.client;

import java.net.URI;
import java.util.List;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerName;

/** Addresses of the servers, and how to connect to them. */
public final class ClientOptions {
  private final List<URI> servers;
  private final ClientTimeouts timeouts;
  private final ClientLimits limits;
  private final ProtocolVersion version;

  /**
   * Rejects servers that are not {@code ws} or {@code wss} URIs with a host.
   *
   * @param servers one or more, for example {@code wss://example.org/api}; tried in this order
   * @param timeouts how long to wait
   * @param limits how much to hold in memory
   * @param version of the protocol. A server that does not speak it is not connected to; the client
   *     never falls back to an earlier one
   */
  public ClientOptions(
      List<URI> servers, ClientTimeouts timeouts, ClientLimits limits, ProtocolVersion version) {
    this.servers = List.copyOf(servers);
    if (servers.isEmpty() || !servers.stream().allMatch(ClientOptions::isWebSocket)) {
      throw new IllegalArgumentException("servers must be one or more ws:// or wss:// URIs");
    }
    this.timeouts = timeouts;
    this.limits = limits;
    this.version = version;
  }

  /** One or more, for example {@code wss://example.org/api}. */
  public List<URI> servers() {
    return servers;
  }

  /** How long to wait. */
  public ClientTimeouts timeouts() {
    return timeouts;
  }

  /** How much to hold in memory. */
  public ClientLimits limits() {
    return limits;
  }

  /** Of the protocol. */
  public ProtocolVersion version() {
    return version;
  }

  private static boolean isWebSocket(URI uri) {
    return uri.getHost() != null
        && ServerName.of(uri.getHost()).isPresent()
        && ("ws".equals(uri.getScheme()) || "wss".equals(uri.getScheme()));
  }

  /** These servers, with default timeouts and limits. */
  public static ClientOptions of(URI... servers) {
    return new ClientOptions(
        List.of(servers), ClientTimeouts.DEFAULT, ClientLimits.DEFAULT, ProtocolVersion.V2);
  }

  /** A copy with these servers. */
  public ClientOptions withServers(List<URI> uris) {
    return new ClientOptions(uris, timeouts, limits, version);
  }

  /** A copy with these timeouts. */
  public ClientOptions withTimeouts(ClientTimeouts durations) {
    return new ClientOptions(servers, durations, limits, version);
  }

  /** A copy with these limits. */
  public ClientOptions withLimits(ClientLimits bounds) {
    return new ClientOptions(servers, timeouts, bounds, version);
  }

  /** A copy that speaks this version of the protocol. */
  public ClientOptions withVersion(ProtocolVersion spoken) {
    return new ClientOptions(servers, timeouts, limits, spoken);
  }
}
