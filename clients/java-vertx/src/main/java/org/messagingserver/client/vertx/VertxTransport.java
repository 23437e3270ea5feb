package org.messagingserver.client.vertx;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.Scheduler;
import org.messagingserver.client.Transport;
import org.messagingserver.client.attachments.HttpRequest;
import org.messagingserver.client.attachments.HttpTransport;

/**
 * Opens WebSockets and moves attachments with Vert.x. Needs a {@link VertxScheduler} of the same
 * Vert.x.
 */
public final class VertxTransport implements Transport, HttpTransport {
  private static final int CLOSING_SECONDS = 2;
  private static final int MAX_TRANSFERS = 1024;

  private final Vertx vertx;
  private final WebSocketClientOptions options;
  private final Map<ClientOptions, WebSocketClient> clients = new ConcurrentHashMap<>();
  private final HttpClient http;

  /**
   * Creates one.
   *
   * @param options trust and client certificates, TLS versions, a proxy. The transport sets sizes,
   *     timeouts and compression in a copy
   */
  public VertxTransport(Vertx vertx, WebSocketClientOptions options) {
    this.vertx = vertx;
    this.options = new WebSocketClientOptions(options);
    this.http = vertx.createHttpClient(http(options), unbounded());
  }

  private static HttpClientOptions http(WebSocketClientOptions options) {
    return new HttpClientOptions()
        .setKeepAlive(false)
        .setTrustOptions(options.getTrustOptions())
        .setTrustAll(options.isTrustAll())
        .setVerifyHost(options.isVerifyHost())
        .setKeyCertOptions(options.getKeyCertOptions())
        .setProxyOptions(options.getProxyOptions())
        .setEnabledSecureTransportProtocols(options.getEnabledSecureTransportProtocols());
  }

  /** The caller decides how many connections to open; Vert.x has an array of them. */
  private static PoolOptions unbounded() {
    return new PoolOptions().setHttp1MaxSize(MAX_TRANSFERS);
  }

  @Override
  public WebSocket open(
      URI server, ClientOptions client, Scheduler scheduler, Transport.Listener listener) {
    WebSocketConnectOptions target =
        new WebSocketConnectOptions()
            .setAbsoluteURI(server.toString())
            .setTimeout(client.timeouts().request().toMillis());
    client.version().subprotocol().ifPresent(target::addSubProtocol);
    var socket = clients.computeIfAbsent(client, this::webSocketClient).webSocket();
    return VertxWebSocket.open(socket, target, client.timeouts().ping(), scheduler, listener);
  }

  private WebSocketClient webSocketClient(ClientOptions client) {
    int frameBytes = client.limits().frameBytes();
    long idleMillis = client.timeouts().ping().multipliedBy(4).toMillis();
    WebSocketClientOptions sized = new WebSocketClientOptions(options);
    sized
        .setMaxFrameSize(frameBytes)
        .setMaxMessageSize(frameBytes)
        .setTryUsePerMessageCompression(false)
        .setTryUsePerFrameCompression(false)
        // The caller decides how many connections to open.
        .setMaxConnections(Integer.MAX_VALUE)
        .setConnectTimeout((int) client.timeouts().request().toMillis())
        .setClosingTimeout(CLOSING_SECONDS)
        // Pings keep a live socket from being idle; a half-closed one is removed.
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) idleMillis);
    return vertx.createWebSocketClient(sized);
  }

  @Override
  public Exchange begin(
      HttpRequest request,
      Duration connectTimeout,
      Scheduler scheduler,
      HttpTransport.Listener listener) {
    return VertxExchange.begin(http, request, connectTimeout, scheduler, listener);
  }
}
