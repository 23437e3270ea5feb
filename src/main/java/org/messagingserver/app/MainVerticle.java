package org.messagingserver.app;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * The whole server, as {@code vertx run} deploys it. Its deployment succeeds when clients can
 * connect; undeploying it loses nothing that was acked.
 */
public final class MainVerticle extends VerticleBase {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.app");

  private Server server;

  @Override
  public Future<?> start() {
    Configuration configuration = Configuration.read(config());
    UnhandledExceptions.log(vertx);
    LOG.log(
        System.Logger.Level.INFO,
        "starting {0} on Java {1}",
        VersionCommand.version(),
        Runtime.version().feature());
    return Server.start(vertx, configuration)
        .onSuccess(this::started)
        .onFailure(cause -> StartupFailureListener.fire(vertx, cause));
  }

  private void started(Server started) {
    server = started;
    long millis = ManagementFactory.getRuntimeMXBean().getUptime();
    LOG.log(
        System.Logger.Level.INFO,
        "ready after {0} s: clients {1}, health {2}",
        String.format(Locale.ROOT, "%.1f", millis / 1000.0),
        server.clientUrl(),
        server.healthUrl());
    LOG.log(System.Logger.Level.INFO, "console: {0}", server.consoleUrl());
    server.explorerUrl().ifPresent(url -> LOG.log(System.Logger.Level.INFO, "explorer: {0}", url));
  }

  @Override
  public Future<?> stop() {
    LOG.log(System.Logger.Level.INFO, "stopping");
    return server.stop().onSuccess(done -> LOG.log(System.Logger.Level.INFO, "stopped"));
  }

  /** The running server. */
  Server server() {
    return server;
  }
}
