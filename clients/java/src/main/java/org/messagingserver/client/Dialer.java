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
    int frameBytes = options.clientLimits().frameBytes();
    long idleMillis = options.clientTimeouts().ping().multipliedBy(4).toMillis();
    WebSocketClientOptions transport = options.transport();
    transport
        .setMaxFrameSize(frameBytes)
        .setMaxMessageSize(frameBytes)
        .setTryUsePerMessageCompression(false)
        .setTryUsePerFrameCompression(false)
        // How many connections there are is for the caller to decide, who makes them one by one.
        .setMaxConnections(Integer.MAX_VALUE)
        .setConnectTimeout((int) options.clientTimeouts().request().toMillis())
        .setClosingTimeout(CLOSING_SECONDS)
        // Pings keep a live socket from ever being idle; what closed on one side only must go.
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) idleMillis);
    return transport;
  }

  /** Dials the server whose turn it is; turns count from 0 and go round. */
  ClientSocket dial(int turn, EventLoop loop, ClientSocket.Listener listener) {
    var servers = options.servers();
    var server = servers.get(Math.floorMod(turn, servers.size()));
    return ClientSocket.dial(client, server, loop, options, listener);
  }

  ClientOptions options() {
    return options;
  }
}
