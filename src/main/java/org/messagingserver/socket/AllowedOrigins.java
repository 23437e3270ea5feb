package org.messagingserver.socket;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import org.messagingserver.config.HostNames;

/** The pages that may use the server from a browser: its own, and those that operators list. */
final class AllowedOrigins {
  private final Set<String> listed;
  private final HostNames addresses = new HostNames(Set.of());

  AllowedOrigins(HttpSettings settings) {
    this.listed = Set.copyOf(settings.allowedOrigins());
  }

  /** Only browsers send an Origin; the page's own server and those listed may be it. */
  boolean allow(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin == null || listed.contains(origin) || isOwn(origin, request);
  }

  /**
   * A hostile page can give its own name the address of this server, and its Origin is then what
   * Host says. It can neither do so with an address or {@code localhost}, nor over TLS: the browser
   * holds the certificate against the name.
   */
  private boolean isOwn(String origin, HttpServerRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    if (host == null) {
      return false;
    }
    return request.isSSL()
        ? origin.equals("https://" + host)
        : origin.equals("http://" + host) && addresses.allow(host);
  }
}
