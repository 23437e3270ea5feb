package org.messagingserver.postgres;

import io.vertx.core.net.SocketAddress;
import io.vertx.pgclient.PgConnectOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Options for one of the addresses of a host, whose certificate is still to be for its name. */
final class ResolvedAddressOptions extends PgConnectOptions {
  private final InetAddress address;

  /**
   * @param usual all but the host and the port
   * @param address one of those of the host
   */
  ResolvedAddressOptions(PgConnectOptions usual, ConnectionUri.HostPort host, InetAddress address) {
    super(usual);
    setHost(host.host());
    setPort(host.port());
    // The copy forgets it.
    setUseLayer7Proxy(usual.getUseLayer7Proxy());
    this.address = address;
  }

  InetAddress address() {
    return address;
  }

  @Override
  public SocketAddress getSocketAddress() {
    return SocketAddress.inetSocketAddress(new InetSocketAddress(address, getPort()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResolvedAddressOptions that
        && getSocketAddress().equals(that.getSocketAddress())
        && super.equals(other);
  }

  @Override
  public int hashCode() {
    return getSocketAddress().hashCode();
  }
}
