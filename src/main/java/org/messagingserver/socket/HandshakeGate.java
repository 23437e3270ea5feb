package org.messagingserver.socket;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.messagingserver.explorer.Explorer;
import org.messagingserver.ratelimit.AdmissionResult;
import org.messagingserver.ratelimit.ClientQuota;
import org.messagingserver.ratelimit.ConnectionLimiter;

/**
 * The connections of one event loop that have not become WebSockets: those that do not in time are
 * closed, and so are those that are far too many. All others get an answer.
 */
final class HandshakeGate {
  /** Status of a request that goes on. */
  static final int ACCEPTED = 101;

  private static final InetAddress UNKNOWN_PEER = new InetSocketAddress(0).getAddress();

  private final Vertx vertx;
  private final HttpSettings settings;
  private final ConnectionLimiter connectionLimiter;
  private final SocketMeters meters;
  private final Handshake handshake;
  private final ClientAddress clients;
  private final TransferTurns turns;
  private final ProxyHeaders proxyHeaders = new ProxyHeaders();
  private final Map<HttpConnection, PendingConnection> pendingConnections = new HashMap<>();

  private record PendingConnection(
      ClientQuota clientQuota, FrameGate gate, InetAddress peer, long timer, boolean answered) {
    PendingConnection withPeer(InetAddress named) {
      return new PendingConnection(clientQuota, gate, named, timer, answered);
    }

    PendingConnection asAnswered() {
      return new PendingConnection(clientQuota, gate, peer, timer, true);
    }
  }

  HandshakeGate(
      Vertx vertx,
      HttpSettings settings,
      Explorer explorer,
      ConnectionLimiter connectionLimiter,
      SocketMeters meters,
      TransferTurns turns) {
    this.vertx = vertx;
    this.settings = settings;
    this.connectionLimiter = connectionLimiter;
    this.meters = meters;
    this.turns = turns;
    this.handshake = new Handshake(settings, explorer);
    this.clients = new ClientAddress(new TrustedProxies(settings.trustedProxies()));
  }

  /** A connection has come. */
  void accepted(HttpConnection connection) {
    ClientQuota clientQuota = connectionLimiter.accept();
    try {
      accepted(connection, clientQuota);
    } catch (RuntimeException | Error failure) {
      clientQuota.release();
      connection.close();
      throw failure;
    }
  }

  private void accepted(HttpConnection connection, ClientQuota clientQuota) {
    InetAddress peer = peer(connection);
    if (!clients.isProxy(peer)) {
      clientQuota.setSource(peer);
    }
    if (!connection.isSsl()) {
      proxyHeaders.expect(connection, clients.isProxy(peer), named -> peerNamed(connection, named));
    }
    long timer =
        vertx.setTimer(settings.firstRequestTimeout().toMillis(), late -> connection.close());
    FrameGate gate = FrameGate.of(connection, settings.maxFrameBytes());
    pendingConnections.put(
        connection, new PendingConnection(clientQuota, gate, peer, timer, false));
    connection.closeHandler(closed -> closed(connection));
    if (clientQuota.exceedsHardLimit()) {
      connection.close();
    }
  }

  /** A proxy has named whom it connects. */
  private void peerNamed(HttpConnection connection, InetAddress peer) {
    PendingConnection pending = pendingConnections.get(connection);
    if (pending != null) {
      pendingConnections.put(connection, pending.withPeer(peer));
      if (!clients.isProxy(peer)) {
        pending.clientQuota().setSource(peer);
      }
      if (pending.clientQuota().exceedsHardLimit()) {
        connection.close();
      }
    }
  }

  /** Nobody, where the connection has broken already. */
  private static InetAddress peer(HttpConnection connection) {
    SocketAddress address = connection.remoteAddress();
    String text = address == null ? null : address.hostAddress();
    return text == null ? UNKNOWN_PEER : ClientAddress.parsed(text).orElse(UNKNOWN_PEER);
  }

  private void closed(HttpConnection connection) {
    PendingConnection pending = pendingConnections.remove(connection);
    if (pending != null) {
      vertx.cancelTimer(pending.timer());
      pending.clientQuota().release();
    }
  }

  /** Whether a request may become a WebSocket; where not, it has been answered. */
  boolean admits(HttpServerRequest request) {
    return admits(request, () -> handshake.refusal(request));
  }

  /**
   * Whether a request that becomes no WebSocket may go on; where not, it has been answered. Its
   * connection has no time from now on but what is set for it, and brings nothing else.
   *
   * @param bodyBytes that follow
   */
  boolean admitsTransfer(HttpServerRequest request, long bodyBytes) {
    boolean admitted = admits(request, Optional::empty);
    if (admitted) {
      HttpConnection connection = request.connection();
      PendingConnection pending = pendingConnections.get(connection);
      vertx.cancelTimer(pending.timer());
      pendingConnections.put(connection, pending.asAnswered());
      pending.gate().leave(bodyBytes);
      TransferReads.begin(connection, turns, pending.clientQuota());
      WriteIdleTimeout.remove(connection);
    }
    return admitted;
  }

  private boolean admits(HttpServerRequest request, Supplier<Optional<HttpRefusal>> handshakes) {
    PendingConnection pending = pendingConnections.get(request.connection());
    if (pending == null || pending.answered()) {
      return false;
    }
    if (clients.isProxy(pending.peer())) {
      pending.clientQuota().setSource(clients.forwardedFor(pending.peer(), request.headers()));
    }
    Optional<HttpRefusal> refusal = refusal(pending.clientQuota().admit(), handshakes);
    refusal.ifPresent(
        response -> {
          meters.responded(response.status());
          pendingConnections.put(request.connection(), pending.asAnswered());
          response.sendTo(request);
        });
    return refusal.isEmpty();
  }

  private static Optional<HttpRefusal> refusal(
      AdmissionResult admissionResult, Supplier<Optional<HttpRefusal>> handshakes) {
    return switch (admissionResult.decision()) {
      case ADMITTED -> handshakes.get();
      case SOURCE_LIMITED -> Optional.of(retryLater(429, admissionResult));
      case NODE_LIMITED -> Optional.of(retryLater(503, admissionResult));
    };
  }

  private static HttpRefusal retryLater(int status, AdmissionResult admissionResult) {
    return HttpRefusal.of(status)
        .with(HttpHeaders.RETRY_AFTER, String.valueOf(admissionResult.retryAfterSeconds()));
  }

  /** Invalid requests are answered, closed, and counted like valid ones. */
  void refuseInvalid(HttpServerRequest request) {
    PendingConnection pending = pendingConnections.get(request.connection());
    if (pending != null && !clients.isProxy(pending.peer())) {
      AdmissionResult unused = pending.clientQuota().admit();
    }
    HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    meters.responded(request.response().getStatusCode());
  }

  /** The quota that counts a connection. */
  ClientQuota clientQuota(HttpConnection connection) {
    return pendingConnections.get(connection).clientQuota();
  }

  /** The gate in front of a connection. */
  FrameGate gate(HttpConnection connection) {
    return pendingConnections.get(connection).gate();
  }

  /** Vert.x has refused and answered a request that was admitted. */
  void refusedLate(HttpServerRequest request) {
    meters.responded(request.response().getStatusCode());
    request.connection().close();
  }

  /** The connection has become a WebSocket, whose end is counted elsewhere. */
  void upgraded(HttpConnection connection) {
    meters.responded(ACCEPTED);
    PendingConnection pending = pendingConnections.remove(connection);
    if (pending != null) {
      vertx.cancelTimer(pending.timer());
    }
  }
}
