package org.messagingserver.client;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.concurrent.TimeUnit;

/** Opens sockets to the servers of one client, shared by its connections. */
final class Dialer {
  private static final int CLOSING_SECONDS = 2;

  private final WebSocketClient client;
  private final ClientOptions options;

  Dialer(Vertx vertx, ClientOptions options) {
    this.options = options;
    this.client = vertx.createWebSocketClient(transport(options));
  }

  private static WebSocketClientOptions transport(ClientOptions options) {
    int frameBytes = options.limits().frameBytes();
    long idleMillis = options.timeouts().ping().multipliedBy(4).toMillis();
    WebSocketClientOptions transport = options.transport();
    transport
        .setMaxFrameSize(frameBytes)
        .setMaxMessageSize(frameBytes)
        .setTryUsePerMessageCompression(false)
        .setTryUsePerFrameCompression(false)
        // The caller decides how many connections to open.
        .setMaxConnections(Integer.MAX_VALUE)
        .setConnectTimeout((int) options.timeouts().request().toMillis())
        .setClosingTimeout(CLOSING_SECONDS)
        // Pings keep a live socket from being idle; a half-closed one is removed.
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) idleMillis);
    return transport;
  }

  /** Connects to a server; numbers past the last server begin again with the first. */
  ClientSocket dial(int number, EventLoop loop, ClientSocket.Listener listener) {
    var servers = options.servers();
    var server = servers.get(Math.floorMod(number, servers.size()));
    return ClientSocket.dial(client, server, loop, options, listener);
  }

  ClientOptions options() {
    return options;
  }
}
