package org.messagingserver.socket;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.explorer.Explorer;

/**
 * Decides what becomes of an HTTP request: only a WebSocket handshake on {@code /api} goes on, and
 * only the explorer's files are there besides.
 */
final class Handshake {
  private static final String PATH = "/api";

  private final Set<String> allowedOrigins;
  private final Explorer explorer;

  Handshake(HttpSettings settings, Explorer explorer) {
    this.allowedOrigins = Set.copyOf(settings.allowedOrigins());
    this.explorer = explorer;
  }

  /** Nothing where the request goes on, else what to answer. */
  Optional<Answer> answer(HttpServerRequest request) {
    if (hasBody(request)) {
      return Optional.of(Answer.of(400));
    }
    if (!PATH.equals(request.path())) {
      return explorer
          .at(request.path())
          .map(page -> Answer.of(page, request))
          .or(() -> Optional.of(Answer.of(404)));
    }
    if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
      return Optional.of(Answer.of(426).with(HttpHeaders.UPGRADE, "websocket"));
    }
    return isAllowedOrigin(request) ? Optional.empty() : Optional.of(Answer.of(403));
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
