package org.messagingserver.socket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingserver.config.ThrottledWarning;
import org.messagingserver.explorer.Explorer;

/**
 * Decides what becomes of an HTTP request: only a WebSocket handshake on {@code /api} goes on, and
 * only the explorer's files are there besides.
 */
final class Handshake {
  private static final String PATH = "/api";
  private static final String WEBSOCKET = "websocket";
  private static final String UPGRADE = "Upgrade";
  private static final String VERSION = "13";

  private final AllowedOrigins allowedOrigins;
  private final Explorer explorer;
  private final ThrottledWarning throttledWarning =
      new ThrottledWarning(
          System.getLogger(Handshake.class.getPackageName()),
          "a connection from a page whose origin is not listed in http.allowedOrigins was refused");

  Handshake(HttpSettings settings, Explorer explorer) {
    this.allowedOrigins = new AllowedOrigins(settings);
    this.explorer = explorer;
  }

  /** Nothing where the request goes on, else what to answer. */
  Optional<HttpRefusal> refusal(HttpServerRequest request) {
    if (hasBody(request)) {
      return Optional.of(HttpRefusal.of(400));
    }
    if (!PATH.equals(request.path())) {
      return explorer
          .at(request.path())
          .map(page -> HttpRefusal.of(page, request))
          .or(() -> Optional.of(HttpRefusal.of(404)));
    }
    if (!names(request, HttpHeaders.UPGRADE, WEBSOCKET)) {
      return Optional.of(HttpRefusal.of(426).with(HttpHeaders.UPGRADE, WEBSOCKET));
    }
    if (allowedOrigins.allow(request)) {
      return flaw(request);
    }
    throttledWarning.log();
    return Optional.of(HttpRefusal.of(403));
  }

  /** Whether a header names this, in any of its lines, among others. */
  private static boolean names(HttpServerRequest request, CharSequence header, String token) {
    return request.headers().getAll(header).stream()
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .anyMatch(each -> each.strip().equalsIgnoreCase(token));
  }

  /** The flaw of a handshake. Source: RFC 6455, sections 4.2.1 and 4.4. */
  private static Optional<HttpRefusal> flaw(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.GET)) {
      return Optional.of(HttpRefusal.of(405).with(HttpHeaders.ALLOW, "GET"));
    }
    if (!VERSION.equals(request.getHeader(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      return Optional.of(HttpRefusal.of(426).with(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION));
    }
    boolean isWhole =
        names(request, HttpHeaders.CONNECTION, UPGRADE)
            && request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    return isWhole ? Optional.empty() : Optional.of(HttpRefusal.of(400));
  }

  /** Vert.x reads only the first line of a header, and recognizes only one protocol. */
  static void normalize(HttpServerRequest request) {
    MultiMap headers = request.headers();
    headers.set(HttpHeaders.CONNECTION, UPGRADE).set(HttpHeaders.UPGRADE, WEBSOCKET);
    List<String> offered = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    if (offered.size() > 1) {
      headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, String.join(",", offered));
    }
  }

  /**
   * No request here has one. Where a proxy and we disagree on where one ends, what one of us takes
   * for its rest is another's request to the other.
   */
  static boolean hasBody(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || !request.headers().getAll(HttpHeaders.CONTENT_LENGTH).stream().allMatch("0"::equals);
  }
}
