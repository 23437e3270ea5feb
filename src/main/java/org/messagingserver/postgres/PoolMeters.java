package org.messagingserver.postgres;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long statements wait for a connection. The pool reports to the metrics of its Vert.x; metrics
 * of a whole Vert.x would include every Address on the bus as well.
 */
final class PoolMeters implements PoolMetrics<Long, Void> {
  private final Timer wait;

  PoolMeters(MeterRegistry registry) {
    this.wait =
        Timer.builder("messaging.postgres.pool.wait")
            .description("How long a statement or transaction waited for a connection")
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(5))
            .register(registry);
  }

  /** The same Vert.x, for a pool that is to be measured. */
  Vertx on(Vertx vertx) {
    return new MeasuredVertx((VertxInternal) vertx, this);
  }

  @Override
  public Long enqueue() {
    return System.nanoTime();
  }

  @Override
  public void dequeue(Long since) {
    wait.record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
  }

  private static final class MeasuredVertx extends VertxWrapper {
    private final VertxMetrics metrics;

    MeasuredVertx(VertxInternal vertx, PoolMeters meters) {
      super(vertx);
      this.metrics =
          new VertxMetrics() {
            @Override
            public PoolMetrics<?, ?> createPoolMetrics(String type, String name, int maxSize) {
              return meters;
            }
          };
    }

    @Override
    public VertxMetrics metrics() {
      return metrics;
    }

    @Override
    public boolean isMetricsEnabled() {
      return true;
    }
  }
}
