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

  private static final InetAddress NOBODY = new InetSocketAddress(0).getAddress();

  private final Vertx vertx;
  private final HttpSettings settings;
  private final ConnectionLimiter connectionLimiter;
  private final SocketMeters meters;
  private final Handshake handshake;
  private final ClientAddress clients;
  private final ProxyHeaders proxyHeaders = new ProxyHeaders();
  private final Map<HttpConnection, Guest> guests = new HashMap<>();

  private record Guest(
      ClientQuota clientQuota, FrameGate gate, InetAddress peer, long timer, boolean answered) {
    Guest of(InetAddress named) {
      return new Guest(clientQuota, gate, named, timer, answered);
    }

    Guest afterAnswer() {
      return new Guest(clientQuota, gate, peer, timer, true);
    }
  }

  HandshakeGate(
      Vertx vertx,
      HttpSettings settings,
      Explorer explorer,
      ConnectionLimiter connectionLimiter,
      SocketMeters meters) {
    this.vertx = vertx;
    this.settings = settings;
    this.connectionLimiter = connectionLimiter;
    this.meters = meters;
    this.handshake = new Handshake(settings, explorer);
    this.clients = new ClientAddress(new TrustedProxies(settings.trustedProxies()));
  }

  /** A connection has come. */
  void greet(HttpConnection connection) {
    ClientQuota clientQuota = connectionLimiter.arrives();
    try {
      greet(connection, clientQuota);
    } catch (RuntimeException | Error failure) {
      clientQuota.release();
      connection.close();
      throw failure;
    }
  }

  private void greet(HttpConnection connection, ClientQuota clientQuota) {
    InetAddress peer = peer(connection);
    if (!clients.isProxy(peer)) {
      clientQuota.setSource(peer);
    }
    if (!connection.isSsl()) {
      proxyHeaders.expect(connection, clients.isProxy(peer), named -> named(connection, named));
    }
    long timer =
        vertx.setTimer(settings.firstRequestTimeout().toMillis(), late -> connection.close());
    FrameGate gate = FrameGate.of(connection, settings.maxFrameBytes());
    guests.put(connection, new Guest(clientQuota, gate, peer, timer, false));
    connection.closeHandler(closed -> gone(connection));
    if (clientQuota.exceedsHardLimit()) {
      connection.close();
    }
  }

  /** A proxy has named whom it connects. */
  private void named(HttpConnection connection, InetAddress peer) {
    Guest guest = guests.get(connection);
    if (guest != null) {
      guests.put(connection, guest.of(peer));
      if (!clients.isProxy(peer)) {
        guest.clientQuota().setSource(peer);
      }
      if (guest.clientQuota().exceedsHardLimit()) {
        connection.close();
      }
    }
  }

  /** Nobody, where the connection has broken already. */
  private static InetAddress peer(HttpConnection connection) {
    SocketAddress address = connection.remoteAddress();
    String text = address == null ? null : address.hostAddress();
    return text == null ? NOBODY : ClientAddress.parsed(text).orElse(NOBODY);
  }

  private void gone(HttpConnection connection) {
    Guest guest = guests.remove(connection);
    if (guest != null) {
      vertx.cancelTimer(guest.timer());
      guest.clientQuota().release();
    }
  }

  /** Whether a request may become a WebSocket; where not, it has been answered. */
  boolean admits(HttpServerRequest request) {
    Guest guest = guests.get(request.connection());
    if (guest == null || guest.answered()) {
      return false;
    }
    if (clients.isProxy(guest.peer())) {
      guest.clientQuota().setSource(clients.behind(guest.peer(), request.headers()));
    }
    Optional<HttpRefusal> answer = answer(guest.clientQuota().admit(), request);
    answer.ifPresent(
        instead -> {
          meters.answered(instead.status());
          guests.put(request.connection(), guest.afterAnswer());
          instead.to(request);
        });
    return answer.isEmpty();
  }

  private Optional<HttpRefusal> answer(AdmissionResult admissionResult, HttpServerRequest request) {
    return switch (admissionResult.verdict()) {
      case ADMITTED -> handshake.answer(request);
      case SOURCE_LIMITED -> Optional.of(later(429, admissionResult));
      case NODE_LIMITED -> Optional.of(later(503, admissionResult));
    };
  }

  private static HttpRefusal later(int status, AdmissionResult admissionResult) {
    return HttpRefusal.of(status)
        .with(HttpHeaders.RETRY_AFTER, String.valueOf(admissionResult.seconds()));
  }

  /** Invalid requests are answered, closed, and counted like valid ones. */
  void refuseInvalid(HttpServerRequest request) {
    Guest guest = guests.get(request.connection());
    if (guest != null && !clients.isProxy(guest.peer())) {
      AdmissionResult unused = guest.clientQuota().admit();
    }
    HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    meters.answered(request.response().getStatusCode());
  }

  /** The visit that counts a connection. */
  ClientQuota visit(HttpConnection connection) {
    return guests.get(connection).clientQuota();
  }

  /** The gate in front of a connection. */
  FrameGate gate(HttpConnection connection) {
    return guests.get(connection).gate();
  }

  /** Vert.x has refused and answered a request that was admitted. */
  void refusedLate(HttpServerRequest request) {
    meters.answered(request.response().getStatusCode());
    request.connection().close();
  }

  /** The connection has become a WebSocket, whose end is counted elsewhere. */
  void leftFor(HttpConnection connection) {
    meters.answered(ACCEPTED);
    Guest guest = guests.remove(connection);
    if (guest != null) {
      vertx.cancelTimer(guest.timer());
    }
  }
}
