package org.messagingserver.tools.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The CPU time of a contender.
 *
 * @param cpus microseconds used so far, by metric
 */
record Cost(Map<Metric, LongSupplier> cpus) {

  /** The CPU time of these processes together. */
  static Cost of(ChildProcess... children) {
    return new Cost(
        Map.of(
            Metric.SERVER_CPU, () -> Stream.of(children).mapToLong(ChildProcess::cpuMicros).sum()));
  }

  /** The CPU time of this process. */
  static Cost ofThisProcess() {
    return new Cost(Map.of(Metric.SERVER_CPU, () -> CpuTime.microsOfWork(ProcessHandle.current())));
  }

  /** Adds that of the clients, all of which run in this process. */
  Cost andClients() {
    return and(Metric.LOAD_CPU, () -> CpuTime.microsOfWork(ProcessHandle.current()));
  }

  /** Adds the CPU time and the write-ahead log of Postgres. */
  Cost andPostgres(SharedPostgres postgres) {
    return and(Metric.POSTGRES_CPU, postgres::cpuMicros).and(Metric.WAL, postgres::walBytes);
  }

  /** Adds another metric. */
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
