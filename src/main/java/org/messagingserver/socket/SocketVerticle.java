package org.messagingserver.socket;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.messagingserver.session.Services;
import org.messagingserver.wire.CloseCode;

/**
 * The sockets of one event loop. Stops without losing what it took: reads no more, waits until all
 * is safe and answered, and then closes its sockets a few at a time.
 */
public final class SocketVerticle extends VerticleBase {
  private static final int CLOSED_AT_ONCE = 100;
  private static final int MAX_PAUSE_MILLIS = 50;

  private final HttpSettings settings;
  private final Supplier<Services> makeServices;
  private final Set<Socket> sockets = new LinkedHashSet<>();
  private final Map<HttpConnection, Long> greetings = new HashMap<>();
  private Services services;
  private HttpServer server;
  private CertificateWatch certificates;
  private volatile boolean stopping;

  /**
   * @param makeServices makes what the Sessions need, on the event loop that will use it
   */
  public SocketVerticle(HttpSettings settings, Supplier<Services> makeServices) {
    this.settings = settings;
    this.makeServices = makeServices;
  }

  @Override
  public Future<?> start() {
    services = makeServices.get();
    Handshake handshake = new Handshake(settings);
    server =
        vertx
            .createHttpServer(ServerOptions.of(settings))
            .connectionHandler(this::greet)
            .requestHandler(request -> handle(handshake, request));
    return services
        .ready()
        .compose(ready -> server.listen())
        .onSuccess(listening -> certificates = new CertificateWatch(vertx, settings, server));
  }

  /** The port that is listened on. */
  public int port() {
    return server.actualPort();
  }

  /** Whether it takes no more sockets. */
  public boolean isStopping() {
    return stopping;
  }

  /** A connection that does not become a WebSocket in time is closed. */
  private void greet(HttpConnection connection) {
    long timer = vertx.setTimer(settings.greeting().toMillis(), late -> connection.close());
    greetings.put(connection, timer);
    connection.closeHandler(closed -> greeted(connection));
  }

  private void greeted(HttpConnection connection) {
    Long timer = greetings.remove(connection);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }

  private void handle(Handshake handshake, HttpServerRequest request) {
    int status = stopping ? 503 : handshake.status(request);
    if (status == Handshake.ACCEPTED) {
      request
          .toWebSocket()
          .onSuccess(
              webSocket -> {
                greeted(request.connection());
                open(webSocket);
              });
    } else {
      if (status == 426) {
        request.response().putHeader(HttpHeaders.UPGRADE, "websocket");
      }
      request.response().setStatusCode(status).end();
    }
  }

  private void open(ServerWebSocket webSocket) {
    List<Socket> self = new ArrayList<>(1);
    Socket socket =
        new Socket(vertx, webSocket, settings, services, () -> self.forEach(sockets::remove));
    self.add(socket);
    sockets.add(socket);
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    certificates.stop();
    sockets.forEach(socket -> socket.session().stopReading());
    return services
        .finish()
        .timeout(settings.stop().toMillis(), TimeUnit.MILLISECONDS)
        .eventually(this::closeSockets)
        .eventually(() -> server.close());
  }

  private Future<Void> closeSockets() {
    List<Socket> some = sockets.stream().limit(CLOSED_AT_ONCE).toList();
    if (some.isEmpty()) {
      return Future.succeededFuture();
    }
    some.forEach(socket -> socket.session().close(CloseCode.RESTART));
    sockets.removeAll(some);
    Promise<Void> paused = Promise.promise();
    int pause = 1 + ThreadLocalRandom.current().nextInt(MAX_PAUSE_MILLIS);
    vertx.setTimer(pause, timer -> paused.complete());
    return paused.future().compose(then -> closeSockets());
  }
}
