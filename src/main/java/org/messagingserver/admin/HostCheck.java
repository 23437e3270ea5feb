package org.messagingserver.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.messagingserver.config.HostNames;
import org.messagingserver.config.ThrottledWarning;

/**
 * Lets through only requests that were made to this host by its address or one of its names, so
 * that no page of another site reads what operators see. Browsers always name the host; a request
 * that names none comes from no page.
 */
final class HostCheck implements Handler<RoutingContext> {
  /** Source: RFC 9110, section 15.5.20: misdirected. */
  private static final int MISDIRECTED = 421;

  private static final String RESPONSE =
      "the admin port is not known by this host name; use its address, or list the name in"
          + " admin.hostNames\n";

  private final HostNames names;
  private final ThrottledWarning throttledWarning =
      new ThrottledWarning(
          System.getLogger(HostCheck.class.getPackageName()),
          "the admin port has refused a request for a host name that is not listed in"
              + " admin.hostNames");

  HostCheck(HostNames names) {
    this.names = names;
  }

  @Override
  public void handle(RoutingContext request) {
    if (request.request().headers().getAll(HttpHeaders.HOST).stream().allMatch(names::allow)) {
      request.next();
    } else {
      throttledWarning.log();
      request
          .response()
          .setStatusCode(MISDIRECTED)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
          .end(RESPONSE);
    }
  }
}
