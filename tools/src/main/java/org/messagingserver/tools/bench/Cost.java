package org.messagingserver.tools.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The processes whose CPU a side uses.
 *
 * @param cpus microseconds so far, by their label
 */
record Cost(Map<Metric, LongSupplier> cpus) {

  /** Of these processes together. */
  static Cost of(Child... children) {
    return new Cost(
        Map.of(Metric.SERVER_CPU, () -> Stream.of(children).mapToLong(Child::cpuMicros).sum()));
  }

  /** Of this very process. */
  static Cost ofOurselves() {
    return new Cost(Map.of(Metric.SERVER_CPU, () -> CpuTime.microsOfWork(ProcessHandle.current())));
  }

  /** And of the clients, all of which live in this very process. */
  Cost andClients() {
    return and(Metric.LOAD_CPU, () -> CpuTime.microsOfWork(ProcessHandle.current()));
  }

  /** And of something else beside it. */
  Cost and(Metric metric, LongSupplier micros) {
    Map<Metric, LongSupplier> more = new EnumMap<>(cpus);
    more.put(metric, micros);
    return new Cost(more);
  }

  /** The CPU used so far. */
  Map<Metric, Long> soFar() {
    Map<Metric, Long> used = new EnumMap<>(Metric.class);
    cpus.forEach((metric, cpu) -> used.put(metric, cpu.getAsLong()));
    return used;
  }

  /** The CPU used since then, for each of this many operations. */
  Map<Metric, Double> since(Map<Metric, Long> before, long operations) {
    Map<Metric, Double> each = new EnumMap<>(Metric.class);
    soFar()
        .forEach(
            (metric, now) -> each.put(metric, (now - before.get(metric)) / (double) operations));
    return each;
  }
}
