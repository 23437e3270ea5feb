package org.messagingserver.socket;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** Decides what becomes of an HTTP request: only a WebSocket handshake on {@code /api} goes on. */
final class Handshake {
  /** Status of a request that goes on. */
  static final int ACCEPTED = 101;

  private static final String PATH = "/api";

  private final Set<String> allowedOrigins;

  Handshake(HttpSettings settings) {
    this.allowedOrigins = Set.copyOf(settings.allowedOrigins());
  }

  /** {@link #ACCEPTED}, or the status to refuse it with. */
  int status(HttpServerRequest request) {
    if (hasBody(request)) {
      return 400;
    }
    if (!PATH.equals(request.path())) {
      return 404;
    }
    if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
      return 426;
    }
    return isAllowedOrigin(request) ? ACCEPTED : 403;
  }

  /**
   * No request here has one. Where a proxy and we disagree on where one ends, what one of us takes
   * for its rest is another's request to the other.
   */
  private static boolean hasBody(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || !request.headers().getAll(HttpHeaders.CONTENT_LENGTH).stream().allMatch("0"::equals);
  }

  /** Only browsers send an Origin; the page's own server and those listed may be it. */
  private boolean isAllowedOrigin(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin == null || allowedOrigins.contains(origin) || origin.equals(ownOrigin(request));
  }

  private static String ownOrigin(HttpServerRequest request) {
    String scheme = request.isSSL() ? "https://" : "http://";
    return scheme + request.getHeader(HttpHeaders.HOST);
  }
}
