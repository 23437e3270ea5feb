package org.messagingserver.admin;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Answers {@code /health/live} with 200 while the process is worth keeping, {@code /health/ready}
 * while clients should be sent to it, both 503 otherwise and in the JSON of Vert.x health checks;
 * and {@code /metrics} in the text format of Prometheus.
 */
public final class AdminServer {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final long PROBE_MILLIS = 2000;

  /** Vert.x calls a probe that it has to cut off a failure of the check itself, and answers 500. */
  private static final long CUT_OFF_MILLIS = 2 * PROBE_MILLIS;

  private final HttpServer server;

  private AdminServer(HttpServer server) {
    this.server = server;
  }

  /** Asks a part of the server; succeeds, in time, while that part is well. */
  @FunctionalInterface
  public interface Probe {
    /** On whatever thread the answer comes. */
    Future<Void> check();
  }

  /**
   * Starts to listen.
   *
   * @param live by name, what only a restart could mend
   * @param ready by name, what clients need
   * @param metrics in the text format of Prometheus; asked on a worker thread, one at a time
   * @param more adds further routes
   */
  public static Future<AdminServer> start(
      Vertx vertx,
      AdminSettings settings,
      Map<String, Probe> live,
      Map<String, Probe> ready,
      Supplier<String> metrics,
      Consumer<Router> more) {
    Router router = Router.router(vertx);
    router.route().handler(new HostCheck(settings.names()));
    router.get("/health/live").handler(health(vertx, live));
    router.get("/health/ready").handler(health(vertx, ready));
    router.get("/metrics").handler(request -> respond(vertx, request, metrics));
    more.accept(router);
    return vertx
        .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
        .requestHandler(router)
        .listen(settings.port(), settings.host())
        .map(AdminServer::new);
  }

  private static HealthCheckHandler health(Vertx vertx, Map<String, Probe> probes) {
    Context loop = vertx.getOrCreateContext();
    HealthChecks checks = HealthChecks.create(vertx);
    probes.forEach(
        (name, probe) ->
            checks.register(
                name,
                CUT_OFF_MILLIS,
                result ->
                    probe
                        .check()
                        .timeout(PROBE_MILLIS, TimeUnit.MILLISECONDS)
                        .map(Status.OK())
                        .otherwise(Status.KO())
                        .onSuccess(status -> loop.runOnContext(on -> result.tryComplete(status)))));
    return HealthCheckHandler.createWithHealthChecks(checks);
  }

  private static void respond(Vertx vertx, RoutingContext request, Supplier<String> metrics) {
    vertx
        .executeBlocking(metrics::get)
        .onSuccess(
            text -> request.response().putHeader(HttpHeaders.CONTENT_TYPE, METRICS_TYPE).end(text))
        .onFailure(request::fail);
  }

  /** The port that is listened on. */
  public int port() {
    return server.actualPort();
  }

  /** Stops to listen. */
  public Future<Void> close() {
    return server.close();
  }
}
