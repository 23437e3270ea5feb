package org.messagingserver.socket;

import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.messagingserver.limits.Door;
import org.messagingserver.limits.Entry;
import org.messagingserver.limits.Visit;

/**
 * The connections of one event loop that have not become WebSockets: those that do not in time are
 * closed, and so are those that are far too many. All others get an answer.
 */
final class Reception {
  private static final InetAddress NOBODY = new InetSocketAddress(0).getAddress();

  private final Vertx vertx;
  private final HttpSettings settings;
  private final Door door;
  private final SocketMeters meters;
  private final Handshake handshake;
  private final ClientAddress clients;
  private final Map<HttpConnection, Guest> guests = new HashMap<>();

  private record Guest(Visit visit, InetAddress peer, long timer, boolean refused) {
    Guest afterRefusal() {
      return new Guest(visit, peer, timer, true);
    }
  }

  Reception(Vertx vertx, HttpSettings settings, Door door, SocketMeters meters) {
    this.vertx = vertx;
    this.settings = settings;
    this.door = door;
    this.meters = meters;
    this.handshake = new Handshake(settings);
    this.clients = new ClientAddress(new TrustedProxies(settings.trustedProxies()));
  }

  /** A connection has come. */
  void greet(HttpConnection connection) {
    Visit visit = door.arrives();
    InetAddress peer = peer(connection);
    if (!clients.isProxy(peer)) {
      visit.from(peer);
    }
    long timer = vertx.setTimer(settings.greeting().toMillis(), late -> connection.close());
    guests.put(connection, new Guest(visit, peer, timer, false));
    connection.closeHandler(closed -> gone(connection));
    if (visit.isFarTooMany()) {
      connection.close();
    }
  }

  /** Nobody, where the connection has broken already. */
  private static InetAddress peer(HttpConnection connection) {
    SocketAddress address = connection.remoteAddress();
    String text = address == null ? null : address.hostAddress();
    return text == null ? NOBODY : NetUtil.createInetAddressFromIpAddressString(text);
  }

  private void gone(HttpConnection connection) {
    Guest guest = guests.remove(connection);
    if (guest != null) {
      vertx.cancelTimer(guest.timer());
      guest.visit().leaves();
    }
  }

  /** Whether a request may become a WebSocket; where not, it has been answered. */
  boolean admits(HttpServerRequest request) {
    Guest guest = guests.get(request.connection());
    if (guest == null || guest.refused()) {
      return false;
    }
    if (clients.isProxy(guest.peer())) {
      guest.visit().from(clients.behind(guest.peer(), request.headers()));
    }
    Entry entry = guest.visit().enters();
    int status = status(entry, request);
    meters.answered(status);
    if (status != Handshake.ACCEPTED) {
      guests.put(request.connection(), guest.afterRefusal());
      refuse(request, status, entry);
    }
    return status == Handshake.ACCEPTED;
  }

  private int status(Entry entry, HttpServerRequest request) {
    return switch (entry.verdict()) {
      case COME_IN -> handshake.status(request);
      case SOURCE_IS_OVER -> 429;
      case NODE_IS_FULL -> 503;
    };
  }

  /** Nothing that may stand behind a refused request is read. */
  private static void refuse(HttpServerRequest request, int status, Entry entry) {
    HttpServerResponse response = request.response();
    if (status == 426) {
      response.putHeader(HttpHeaders.UPGRADE, "websocket");
    }
    if (entry.verdict() != Entry.Verdict.COME_IN) {
      response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(entry.seconds()));
    }
    response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE).setStatusCode(status);
    response.end().onComplete(written -> request.connection().close());
  }

  /** What is no request is answered, closed, and counted like one. */
  void refuseInvalid(HttpServerRequest request) {
    Guest guest = guests.get(request.connection());
    if (guest != null && !clients.isProxy(guest.peer())) {
      Entry unused = guest.visit().enters();
    }
    HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    meters.answered(request.response().getStatusCode());
  }

  /** What a connection is counted by. */
  Visit visit(HttpConnection connection) {
    return guests.get(connection).visit();
  }

  /** The connection has become a WebSocket, whose end is told elsewhere. */
  void leftFor(HttpConnection connection) {
    Guest guest = guests.remove(connection);
    if (guest != null) {
      vertx.cancelTimer(guest.timer());
    }
  }
}
