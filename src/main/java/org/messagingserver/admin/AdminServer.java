package org.messagingserver.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Answers {@code /health/live} while the process can answer at all, and {@code /health/ready} with
 * 200 while every probe succeeds in time, 503 otherwise; both in the JSON of Vert.x health checks.
 */
public final class AdminServer {
  private static final long PROBE_MILLIS = 2000;

  /** Vert.x calls a probe that it has to cut off a failure of the check itself, and answers 500. */
  private static final long CUT_OFF_MILLIS = 2 * PROBE_MILLIS;

  private final HttpServer server;

  private AdminServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts to listen.
   *
   * @param probes by name, each succeeding while its part of the server can serve
   */
  public static Future<AdminServer> start(
      Vertx vertx, AdminSettings settings, Map<String, Supplier<Future<Void>>> probes) {
    Router router = Router.router(vertx);
    router
        .get("/health/live")
        .handler(HealthCheckHandler.createWithHealthChecks(HealthChecks.create(vertx)));
    router
        .get("/health/ready")
        .handler(HealthCheckHandler.createWithHealthChecks(checks(vertx, probes)));
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(settings.port(), settings.host())
        .map(AdminServer::new);
  }

  private static HealthChecks checks(Vertx vertx, Map<String, Supplier<Future<Void>>> probes) {
    HealthChecks checks = HealthChecks.create(vertx);
    probes.forEach(
        (name, probe) ->
            checks.register(
                name,
                CUT_OFF_MILLIS,
                result ->
                    probe
                        .get()
                        .timeout(PROBE_MILLIS, TimeUnit.MILLISECONDS)
                        .onComplete(
                            asked ->
                                result.tryComplete(
                                    asked.succeeded() ? Status.OK() : Status.KO()))));
    return checks;
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
