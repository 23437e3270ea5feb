package org.messagingserver.cluster;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** The metrics of the cluster: the number of nodes that this one does not reach. */
public final class ClusterMeters {
  private final AtomicInteger unreachable = new AtomicInteger();

  /** Registers them. */
  public ClusterMeters(MeterRegistry registry) {
    Gauge.builder("messaging.bus.peers.unreachable", unreachable, AtomicInteger::get)
        .description("nodes of the cluster that do not answer on the event bus")
        .register(registry);
  }

  void unreachable(int nodes) {
    unreachable.set(nodes);
  }
}
