package org.messagingserver.socket;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.messagingserver.explorer.Explorer;
import org.messagingserver.ratelimit.ClientQuota;
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
  private final Explorer explorer;
  private final Supplier<Services> makeServices;
  private final SocketMeters meters;
  private final UnsentBytes unsent;
  private final Set<Socket> sockets = new LinkedHashSet<>();
  private Services services;
  private UnfinishedMessages messages;
  private HttpServer server;
  private Optional<CertificateWatch> certificates = Optional.empty();
  private LagWatch lag;
  private Relief relief;
  private boolean stopping;
  private volatile boolean serving;

  /**
   * @param explorer answers where there is no socket
   * @param makeServices makes what the Sessions need, on the event loop that will use it
   * @param unsent counts for all event loops
   */
  public SocketVerticle(
      HttpSettings settings,
      Explorer explorer,
      Supplier<Services> makeServices,
      SocketMeters meters,
      UnsentBytes unsent) {
    this.settings = settings;
    this.explorer = explorer;
    this.makeServices = makeServices;
    this.meters = meters;
    this.unsent = unsent;
  }

  @Override
  public Future<?> start() {
    services = makeServices.get();
    lag = new LagWatch(vertx, meters);
    relief = new Relief(vertx, unsent, sockets);
    messages = new UnfinishedMessages(vertx, settings.unfinished());
    Reception reception =
        new Reception(vertx, settings, explorer, services.connectionLimiter(), meters);
    server =
        vertx
            .createHttpServer(ServerOptions.of(settings))
            .connectionHandler(reception::greet)
            .invalidRequestHandler(reception::refuseInvalid)
            .requestHandler(request -> handle(reception, request));
    return services
        .ready()
        .compose(ready -> server.listen())
        .onSuccess(listening -> serving = true);
  }

  /** Has this one look after the certificate, for all that listen on the same port. */
  public void watchCertificate() {
    context.runOnContext(
        turn ->
            certificates =
                settings.tls().map(tls -> new CertificateWatch(vertx, settings, tls, server)));
  }

  /** The port that is listened on. */
  public int port() {
    return server.actualPort();
  }

  /** Whether it takes sockets. */
  public boolean isServing() {
    return serving;
  }

  /** Completes when its event loop has had a turn, on that event loop. */
  public Future<Void> turn() {
    Promise<Void> turned = Promise.promise();
    context.runOnContext(turn -> turned.complete());
    return turned.future();
  }

  private void handle(Reception reception, HttpServerRequest request) {
    if (stopping) {
      meters.answered(503);
      Answer.of(503).to(request);
    } else if (reception.admits(request)) {
      ClientQuota clientQuota = reception.visit(request.connection());
      FrameGate gate = reception.gate(request.connection());
      Handshake.normalize(request);
      request
          .toWebSocket()
          .onFailure(refused -> reception.refusedLate(request))
          .onSuccess(
              webSocket -> {
                reception.leftFor(request.connection());
                open(webSocket, gate, clientQuota);
              });
    }
  }

  private void open(ServerWebSocket webSocket, FrameGate gate, ClientQuota clientQuota) {
    List<Socket> self = new ArrayList<>(1);
    Runnable onGone =
        () -> {
          self.forEach(sockets::remove);
          clientQuota.release();
        };
    try {
      Socket socket =
          new Socket(
              vertx, webSocket, gate, messages, settings, services, relief, clientQuota, onGone);
      self.add(socket);
      sockets.add(socket);
    } catch (RuntimeException | Error failure) {
      clientQuota.release();
      webSocket.close();
      throw failure;
    }
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    serving = false;
    certificates.ifPresent(CertificateWatch::stop);
    sockets.forEach(socket -> socket.session().stopReading());
    return services
        .finish()
        .timeout(settings.shutdownTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .eventually(this::closeSockets)
        .eventually(() -> server.close())
        .onComplete(closed -> lag.stop())
        .onComplete(closed -> relief.stop());
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
