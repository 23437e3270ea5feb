package org.messagingserver.client.okhttp;

import java.net.URI;
import java.time.Duration;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.Scheduler;
import org.messagingserver.client.Transport;
import org.messagingserver.client.attachments.HttpRequest;
import org.messagingserver.client.attachments.HttpTransport;

/** Opens WebSockets and moves attachments with OkHttp, on Android and on other Javas. */
public final class OkHttpTransport implements Transport, HttpTransport {
  private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";

  private final OkHttpClient client;

  /**
   * Creates one.
   *
   * @param client decides whom to trust, and about proxies, DNS and interceptors; the transport
   *     sets the rest in copies, which share its threads
   */
  public OkHttpTransport(OkHttpClient client) {
    this.client = client;
  }

  @Override
  public WebSocket open(
      URI server, ClientOptions options, Scheduler scheduler, Transport.Listener listener) {
    Request.Builder request = new Request.Builder().url(server.toString());
    options.version().subprotocol().ifPresent(name -> request.header(SUBPROTOCOL, name));
    OkHttpWebSocket socket = new OkHttpWebSocket(options, scheduler, listener);
    socket.begin(sized(options), request.build());
    return socket;
  }

  private OkHttpClient sized(ClientOptions options) {
    Duration timeout = options.timeouts().request();
    return client
        .newBuilder()
        .connectTimeout(timeout)
        .readTimeout(timeout)
        .pingInterval(options.timeouts().ping())
        .build();
  }

  @Override
  public Exchange begin(
      HttpRequest request,
      Duration connectTimeout,
      Scheduler scheduler,
      HttpTransport.Listener listener) {
    return OkHttpExchange.begin(client, request, connectTimeout, scheduler, listener);
  }
}
