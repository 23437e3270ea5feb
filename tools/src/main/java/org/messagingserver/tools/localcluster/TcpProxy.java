package org.messagingserver.tools.localcluster;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Forwards TCP connections to another port, and can drop them like a broken network, without
 * closing them. It does not interpret the bytes; a tap may see them pass.
 */
public final class TcpProxy {
  private record Link(NetSocket inbound, NetSocket outbound) {}

  private final NetClient client;
  private final NetServer server;
  private final String toHost;
  private final int toPort;
  private final Supplier<Handler<Buffer>> taps;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Set<NetSocket> halfOpen = ConcurrentHashMap.newKeySet();
  private volatile boolean blocked;

  private TcpProxy(
      Vertx vertx,
      NetClientOptions outbound,
      String toHost,
      int toPort,
      Supplier<Handler<Buffer>> taps) {
    this.client = vertx.createNetClient(outbound);
    this.server = vertx.createNetServer();
    this.toHost = toHost;
    this.toPort = toPort;
    this.taps = taps;
  }

  /** Listens on a free port of an address, and forwards each connection to the other port. */
  public static Future<TcpProxy> listen(Vertx vertx, String host, String toHost, int toPort) {
    return listen(vertx, host, new NetClientOptions(), toHost, toPort, () -> bytes -> {});
  }

  /**
   * The same, with options for the connections to the other port.
   *
   * @param taps called for each direction of each connection; its handler sees all bytes in order
   */
  public static Future<TcpProxy> listen(
      Vertx vertx,
      String host,
      NetClientOptions outbound,
      String toHost,
      int toPort,
      Supplier<Handler<Buffer>> taps) {
    TcpProxy proxy = new TcpProxy(vertx, outbound, toHost, toPort, taps);
    return proxy.server.connectHandler(proxy::accept).listen(0, host).map(proxy);
  }

  /** Where it listens. */
  public int port() {
    return server.actualPort();
  }

  private void accept(NetSocket inbound) {
    inbound.pause();
    client
        .connect(toPort, toHost)
        .onSuccess(outbound -> connect(new Link(inbound, outbound)))
        .onFailure(refused -> inbound.close());
  }

  /** The link is known before {@code blocked} is read, so {@link #block} misses none. */
  private void connect(Link link) {
    links.add(link);
    forward(link, link.inbound, link.outbound);
    forward(link, link.outbound, link.inbound);
    link.inbound.resume();
    if (blocked) {
      drop(false);
    }
  }

  private void forward(Link link, NetSocket from, NetSocket to) {
    Handler<Buffer> tap = taps.get();
    from.handler(
        bytes -> {
          tap.handle(bytes);
          write(from, to, bytes);
        });
    from.exceptionHandler(broken -> from.close());
    from.closeHandler(
        closed -> {
          if (links.remove(link)) {
            to.close();
          }
        });
  }

  private static void write(NetSocket from, NetSocket to, Buffer bytes) {
    to.write(bytes);
    if (to.writeQueueFull()) {
      from.pause();
      to.drainHandler(room -> from.resume());
    }
  }

  /**
   * Ends all connections on the client side. The server side sees them closed by TCP, or, if
   * silent, not at all: its connections then stay open and unread until {@link #closeHalfOpen}.
   *
   * @return the number of connections
   */
  public int drop(boolean silently) {
    List<Link> dropped = new ArrayList<>(links);
    dropped.removeIf(link -> !links.remove(link));
    for (Link link : dropped) {
      link.outbound.pause();
      if (silently) {
        halfOpen.add(link.outbound);
      } else {
        link.outbound.close();
      }
      link.inbound.close();
    }
    return dropped.size();
  }

  /** Closes all connections, and each new one until {@link #unblock}. */
  public void block() {
    blocked = true;
    drop(false);
  }

  /** Forwards new connections again. */
  public void unblock() {
    blocked = false;
  }

  /** Closes the connections that were dropped silently. */
  public void closeHalfOpen() {
    halfOpen.forEach(NetSocket::close);
    halfOpen.clear();
  }

  /** Closes the proxy and all connections. */
  public Future<Void> close() {
    closeHalfOpen();
    return Future.join(server.close(), client.close()).mapEmpty();
  }
}
