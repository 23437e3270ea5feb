package org.messagingserver.tools.storm;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Clients that connect from several addresses of this machine, because servers limit each source.
 */
final class SourceAddresses {
  private static final int ADDRESSES_IN_A_BLOCK = 250;

  private final List<NetClient> clients = new ArrayList<>();

  private SourceAddresses() {}

  /** From these addresses in turn; without any, from the one that the system chooses. */
  static SourceAddresses of(Vertx vertx, List<String> addresses, boolean tls) {
    SourceAddresses sources = new SourceAddresses();
    if (addresses.isEmpty()) {
      sources.clients.add(vertx.createNetClient(options(tls)));
    }
    addresses.forEach(
        address ->
            sources.clients.add(vertx.createNetClient(options(tls).setLocalAddress(address))));
    return sources;
  }

  private static NetClientOptions options(boolean tls) {
    NetClientOptions options =
        new NetClientOptions().setConnectTimeout((int) Backoff.REQUEST.toMillis());
    return tls ? options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS") : options;
  }

  /**
   * Addresses of 127.0.0.0/8, which are other ones for another process at the same time.
   *
   * @param count at most 60,000
   */
  static List<String> loopback(int count) {
    long block = 1 + ProcessHandle.current().pid() % ADDRESSES_IN_A_BLOCK;
    return IntStream.range(0, count)
        .mapToObj(
            number ->
                String.format(
                    Locale.ROOT,
                    "127.%d.%d.%d",
                    block,
                    number / ADDRESSES_IN_A_BLOCK,
                    1 + number % ADDRESSES_IN_A_BLOCK))
        .toList();
  }

  /** Whether a server is on this machine, so that every address of 127.0.0.0/8 reaches it. */
  static boolean areLoopback(List<URI> servers) {
    return servers.stream().allMatch(server -> isLoopback(server.getHost()));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  /** The client of the user with this number. */
  NetClient of(int number) {
    return clients.get(number % clients.size());
  }
}
