package org.messagingserver.console;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.messagingserver.admin.AdminToken;

/**
 * {@code /console}: a page, what it shows as JSON under {@code /console/nodes}, and {@code POST
 * /console/drain?node=ID} for requests with the admin token. Read access shows totals only. To be
 * used on one event loop.
 */
public final class Console {
  /** Where the page is. */
  public static final String PATH = "/console";

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** However many requests come, the nodes are asked no more often. */
  private static final long CACHE_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  private final Nodes nodes;
  private final Optional<AdminToken> token;
  private Optional<Future<String>> cached = Optional.empty();
  private long cachedAt;

  /**
   * @param registry what this node has measured
   * @param localNode the other facts about it
   * @param token required to drain; if absent, draining is disabled
   */
  public Console(
      Vertx vertx, MeterRegistry registry, LocalNode localNode, Optional<AdminToken> token) {
    this.nodes = new Nodes(vertx, registry, localNode);
    this.token = token;
  }

  /** Answers other nodes from now on; to be called again whenever members have come or gone. */
  public void register() {
    nodes.register();
  }

  /** Answers other nodes no more. */
  public Future<Void> unregister() {
    return nodes.unregister();
  }

  /** Adds the routes. */
  public void mount(Router router) {
    router.get("/").handler(request -> request.redirect(PATH));
    router.route(PATH + "*").handler(Console::protect);
    StaticPages.mount(router);
    router
        .route("/console/nodes")
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(this::show);
    router.post("/console/drain").handler(this::drain);
  }

  private static void protect(RoutingContext request) {
    request
        .response()
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    request.next();
  }

  private void show(RoutingContext request) {
    cachedStatus()
        .onSuccess(
            text ->
                request
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(text))
        .onFailure(request::fail);
  }

  private Future<String> cachedStatus() {
    long now = System.nanoTime();
    if (cached.isEmpty() || now - cachedAt > CACHE_NANOS) {
      cachedAt = now;
      cached = Optional.of(nodes.status().map(this::page));
    }
    return cached.get();
  }

  private String page(Object all) {
    return new JsonObject()
        .put("here", nodes.ownId())
        .put("drains", token.isPresent())
        .put("nodes", all)
        .encode();
  }

  private void drain(RoutingContext request) {
    String id = request.queryParams().get("node");
    if (token.isEmpty()) {
      refuse(request, 403, "draining is disabled: no admin token is configured");
    } else if (!token.get().matches(request.request().getHeader(HttpHeaders.AUTHORIZATION))) {
      request.response().putHeader("WWW-Authenticate", "Bearer");
      refuse(request, 401, "wrong admin token");
    } else if (id == null || !nodes.contains(id)) {
      refuse(request, 404, "no such node");
    } else {
      nodes
          .drain(id)
          .onSuccess(started -> request.response().setStatusCode(202).end())
          .onFailure(silence -> refuse(request, 504, "the node does not respond"));
    }
  }

  private static void refuse(RoutingContext request, int status, String why) {
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.setStatusCode(status).end(why + "\n");
  }
}
