package org.messagingserver.socket;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.messagingserver.explorer.Explorer;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.ratelimit.ClientQuota;
import org.messagingserver.session.SessionContext;

/**
 * The sockets of one event loop. Stops without losing what it took: reads no more, waits until all
 * is acked or committed, and answered, and then closes its sockets a few at a time.
 */
public final class SocketVerticle extends VerticleBase {
  private static final int CLOSED_AT_ONCE = 100;
  private static final int MAX_PAUSE_MILLIS = 50;

  private final HttpSettings settings;
  private final Explorer explorer;
  private final Supplier<SessionContext> contextFactory;
  private final SocketMeters meters;
  private final UnsentBytes unsent;
  private final Set<WebSocketConnection> sockets = new LinkedHashSet<>();
  private SessionContext sessionContext;
  private UnfinishedMessages messages;
  private HttpServer server;
  private Optional<CertificateWatch> certificates = Optional.empty();
  private EventLoopLag lag;
  private SlowReaderEviction slowReaderEviction;
  private AttachmentRequests attachmentRequests;
  private boolean stopping;
  private volatile boolean serving;

  /**
   * @param explorer answers where there is no socket
   * @param contextFactory makes what the Sessions need, on the event loop that will use it
   * @param unsent counts for all event loops
   */
  public SocketVerticle(
      HttpSettings settings,
      Explorer explorer,
      Supplier<SessionContext> contextFactory,
      SocketMeters meters,
      UnsentBytes unsent) {
    this.settings = settings;
    this.explorer = explorer;
    this.contextFactory = contextFactory;
    this.meters = meters;
    this.unsent = unsent;
  }

  @Override
  public Future<?> start() {
    sessionContext = contextFactory.get();
    lag = new EventLoopLag(vertx, meters);
    slowReaderEviction = new SlowReaderEviction(vertx, unsent, sockets);
    messages = new UnfinishedMessages(vertx, settings.unfinished());
    TransferTurns turns = new TransferTurns(this::runLater);
    HandshakeGate handshakeGate =
        new HandshakeGate(
            vertx, settings, explorer, sessionContext.connectionLimiter(), meters, turns);
    attachmentRequests =
        new AttachmentRequests(vertx, settings, sessionContext.attachments(), meters, turns);
    server =
        vertx
            .createHttpServer(ServerOptions.of(settings))
            .connectionHandler(handshakeGate::accepted)
            .invalidRequestHandler(handshakeGate::refuseInvalid)
            .requestHandler(request -> handle(handshakeGate, request));
    return sessionContext
        .ready()
        .compose(ready -> server.listen())
        .onSuccess(listening -> serving = true);
  }

  private void runLater(Runnable task, long millis) {
    ScheduledFuture<?> unused =
        ((ContextInternal) context).nettyEventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  /** Has this one watch the certificate, for all that listen on the same port. */
  public void watchCertificate() {
    context.runOnContext(
        tick ->
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

  /** Completes on the next tick of its event loop. */
  public Future<Void> awaitTick() {
    Promise<Void> ticked = Promise.promise();
    context.runOnContext(tick -> ticked.complete());
    return ticked.future();
  }

  private void handle(HandshakeGate handshakeGate, HttpServerRequest request) {
    if (stopping) {
      meters.responded(503);
      HttpRefusal.of(503).sendTo(request);
    } else if (attachmentRequests.include(request)) {
      handleAttachment(handshakeGate, request);
    } else if (handshakeGate.admits(request)) {
      ClientQuota clientQuota = handshakeGate.clientQuota(request.connection());
      FrameGate gate = handshakeGate.gate(request.connection());
      Handshake.normalize(request);
      request
          .toWebSocket()
          .onFailure(refused -> handshakeGate.refusedLate(request))
          .onSuccess(
              webSocket -> {
                handshakeGate.upgraded(request.connection());
                open(webSocket, gate, clientQuota);
              });
    }
  }

  private void handleAttachment(HandshakeGate handshakeGate, HttpServerRequest request) {
    if (handshakeGate.admitsTransfer(request, AttachmentRequests.bodyBytes(request))) {
      attachmentRequests.handle(request, handshakeGate.clientQuota(request.connection()));
    }
  }

  private void open(ServerWebSocket webSocket, FrameGate gate, ClientQuota clientQuota) {
    List<WebSocketConnection> self = new ArrayList<>(1);
    Runnable onClosed =
        () -> {
          self.forEach(sockets::remove);
          clientQuota.release();
        };
    try {
      WebSocketConnection webSocketConnection =
          new WebSocketConnection(
              vertx,
              webSocket,
              gate,
              messages,
              settings,
              sessionContext,
              slowReaderEviction,
              clientQuota,
              meters,
              onClosed);
      self.add(webSocketConnection);
      sockets.add(webSocketConnection);
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
    sockets.forEach(webSocketConnection -> webSocketConnection.session().stopReading());
    return sessionContext
        .finish()
        .timeout(settings.shutdownTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .eventually(this::closeSockets)
        .eventually(() -> server.close())
        .onComplete(closed -> lag.stop())
        .onComplete(closed -> slowReaderEviction.stop());
  }

  private Future<Void> closeSockets() {
    List<WebSocketConnection> some = sockets.stream().limit(CLOSED_AT_ONCE).toList();
    if (some.isEmpty()) {
      return Future.succeededFuture();
    }
    some.forEach(webSocketConnection -> webSocketConnection.session().close(CloseCode.RESTART));
    sockets.removeAll(some);
    Promise<Void> paused = Promise.promise();
    int pause = 1 + ThreadLocalRandom.current().nextInt(MAX_PAUSE_MILLIS);
    vertx.setTimer(pause, timer -> paused.complete());
    return paused.future().compose(then -> closeSockets());
  }
}
