package org.messagingserver.tools.localcluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries TCP connections to another port, and can let go of them as a broken network does: with
 * nobody saying good-bye.
 */
public final class TcpProxy {
  private record Line(NetSocket near, NetSocket far) {}

  private final NetClient client;
  private final NetServer server;
  private final String toHost;
  private final int toPort;
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private final Set<NetSocket> dangling = ConcurrentHashMap.newKeySet();

  private TcpProxy(Vertx vertx, String toHost, int toPort) {
    this.client = vertx.createNetClient();
    this.server = vertx.createNetServer();
    this.toHost = toHost;
    this.toPort = toPort;
  }

  /** Listens on a free port of an address, and connects each who comes to the other port. */
  public static Future<TcpProxy> listen(Vertx vertx, String host, String toHost, int toPort) {
    TcpProxy tcpProxy = new TcpProxy(vertx, toHost, toPort);
    return tcpProxy.server.connectHandler(tcpProxy::accept).listen(0, host).map(tcpProxy);
  }

  /** Where it listens. */
  public int port() {
    return server.actualPort();
  }

  private void accept(NetSocket near) {
    near.pause();
    client
        .connect(toPort, toHost)
        .onSuccess(far -> join(new Line(near, far)))
        .onFailure(refused -> near.close());
  }

  private void join(Line line) {
    lines.add(line);
    carry(line, line.near, line.far);
    carry(line, line.far, line.near);
    line.near.resume();
  }

  private void carry(Line line, NetSocket from, NetSocket to) {
    from.handler(bytes -> pass(from, to, bytes));
    from.exceptionHandler(broken -> from.close());
    from.closeHandler(
        closed -> {
          if (lines.remove(line)) {
            to.close();
          }
        });
  }

  private static void pass(NetSocket from, NetSocket to, Buffer bytes) {
    to.write(bytes);
    if (to.writeQueueFull()) {
      from.pause();
      to.drainHandler(room -> from.resume());
    }
  }

  /**
   * Ends all connections on the near side. TCP alone notifies the far side, or nothing does: then
   * its connections stay until {@link #sweep}, and nobody reads what comes over them.
   *
   * @return how many there were
   */
  public int drop(boolean silently) {
    List<Line> dropped = new ArrayList<>(lines);
    dropped.removeIf(line -> !lines.remove(line));
    for (Line line : dropped) {
      line.far.pause();
      if (silently) {
        dangling.add(line.far);
      } else {
        line.far.close();
      }
      line.near.close();
    }
    return dropped.size();
  }

  /** Ends the connections that were left without a word. */
  public void sweep() {
    dangling.forEach(NetSocket::close);
    dangling.clear();
  }

  /** Ends everything. */
  public Future<Void> close() {
    sweep();
    return Future.join(server.close(), client.close()).mapEmpty();
  }
}
