package org.messagingserver.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.messagingserver.cluster.ClusterMeters;
import org.messagingserver.config.MemorySettings;
import org.messagingserver.delivery.DeliveryMeters;
import org.messagingserver.prekeys.PreKeyMeters;
import org.messagingserver.ratelimit.LimitMeters;
import org.messagingserver.session.SessionMeters;
import org.messagingserver.socket.SocketMeters;
import org.messagingserver.wakeup.WakeupMeters;

/**
 * The metrics of one server: each package's meters, and those of the JVM and the process. {@code
 * docs/operations/monitoring.md} lists them all.
 */
final class Meters {
  private final TickingClock clock;
  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final DeliveryMeters deliveries;
  private final SessionMeters sessions;
  private final SocketMeters sockets;
  private final LimitMeters limits;
  private final ClusterMeters cluster;
  private final PreKeyMeters preKeys;
  private final WakeupMeters wakeups;

  Meters(Vertx vertx, MemorySettings memory) {
    clock = new TickingClock(vertx);
    registry =
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
    deliveries = new DeliveryMeters(registry);
    sessions = new SessionMeters(registry);
    sockets = new SocketMeters(registry);
    limits = new LimitMeters(registry);
    cluster = new ClusterMeters(registry);
    preKeys = new PreKeyMeters(registry);
    wakeups = new WakeupMeters(registry);
    Gauge.builder("messaging.memory.max", memory, MemorySettings::maxBytes)
        .baseUnit("bytes")
        .description("Bound of what waits in memory: memory.maxBytes, or its default")
        .strongReference(true)
        .register(registry);
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new JvmInfoMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  MeterRegistry registry() {
    return registry;
  }

  DeliveryMeters deliveries() {
    return deliveries;
  }

  SessionMeters sessions() {
    return sessions;
  }

  SocketMeters sockets() {
    return sockets;
  }

  LimitMeters limits() {
    return limits;
  }

  ClusterMeters cluster() {
    return cluster;
  }

  PreKeyMeters preKeys() {
    return preKeys;
  }

  WakeupMeters wakeups() {
    return wakeups;
  }

  /** In the text format of Prometheus. */
  String text() {
    return registry.scrape();
  }

  /** Listens to the garbage collector no more. */
  Future<Void> close() {
    clock.stop();
    collections.close();
    registry.close();
    return Future.succeededFuture();
  }
}
