package org.messagingserver.app.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Whose CPU a side uses.
 *
 * @param cpus microseconds so far, by what they are shown as
 */
record Cost(Map<Metric, LongSupplier> cpus) {

  /** Of a process alone. */
  static Cost of(LongSupplier server) {
    return new Cost(Map.of(Metric.SERVER_CPU, server));
  }

  /** Of a process and its Postgres. */
  static Cost of(LongSupplier server, LongSupplier postgres) {
    return new Cost(Map.of(Metric.SERVER_CPU, server, Metric.POSTGRES_CPU, postgres));
  }

  /** What has been used so far. */
  Map<Metric, Long> soFar() {
    Map<Metric, Long> used = new EnumMap<>(Metric.class);
    cpus.forEach((metric, cpu) -> used.put(metric, cpu.getAsLong()));
    return used;
  }

  /** What has been used since then, for each of so many operations. */
  Map<Metric, Double> since(Map<Metric, Long> before, long operations) {
    Map<Metric, Double> each = new EnumMap<>(Metric.class);
    soFar()
        .forEach(
            (metric, now) -> each.put(metric, (now - before.get(metric)) / (double) operations));
    return each;
  }
}
