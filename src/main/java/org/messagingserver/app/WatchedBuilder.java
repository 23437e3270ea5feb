package org.messagingserver.app;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.transport.Transport;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Builds as another builder does, and learns of its failure before the caller; a cluster that is
 * not there within a minute has failed too.
 *
 * @param onFailure receives the cause
 */
record WatchedBuilder(VertxBuilder builder, Handler<Throwable> onFailure) implements VertxBuilder {
  /** Logs a failure with its stack trace, beside the one line of ours. */
  private static final Logger VERTX = Logger.getLogger("io.vertx.core.impl.VertxImpl");

  /** Longer than joining may take by {@code cluster.xml}. */
  private static final long TIMEOUT_SECONDS = 60;

  @Override
  public VertxBuilder with(VertxOptions options) {
    return new WatchedBuilder(builder.with(options), onFailure);
  }

  @Override
  public VertxBuilder withMetrics(VertxMetricsFactory factory) {
    return new WatchedBuilder(builder.withMetrics(factory), onFailure);
  }

  @Override
  public VertxBuilder withTracer(VertxTracerFactory factory) {
    return new WatchedBuilder(builder.withTracer(factory), onFailure);
  }

  @Override
  public VertxBuilder withTransport(Transport transport) {
    return new WatchedBuilder(builder.withTransport(transport), onFailure);
  }

  @Override
  public VertxBuilder withClusterManager(ClusterManager manager) {
    return new WatchedBuilder(builder.withClusterManager(manager), onFailure);
  }

  @Override
  public Vertx build() {
    try {
      return builder.build();
    } catch (RuntimeException failure) {
      onFailure.handle(failure);
      throw failure;
    }
  }

  @Override
  public Future<Vertx> buildClustered() {
    Level before = VERTX.getLevel();
    VERTX.setLevel(Level.OFF);
    return builder
        .buildClustered()
        .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .onFailure(onFailure)
        .onComplete(built -> VERTX.setLevel(before));
  }
}
