package org.messagingserver.tools.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.messagingserver.tools.adversary.Attackers;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Measurement;

/** Pairs send messages at a fixed rate, during attacks of hostile clients or without them. */
final class HostileClientsTrial implements Trial {
  private static final Duration LENGTH = Duration.ofSeconds(4);

  /**
   * The load of well-behaved clients.
   *
   * @param rate messages per second
   * @param cleaner removes the messages that hostile clients have stored
   */
  record Workload(Load load, double rate, Cost cost, Runnable cleaner) {}

  private final Optional<Supplier<Attackers>> attacks;
  private final Workload workload;
  private final WarmUp warmUp;

  private HostileClientsTrial(
      Optional<Supplier<Attackers>> attacks, Workload workload, WarmUp warmUp) {
    this.attacks = attacks;
    this.workload = workload;
    this.warmUp = warmUp;
  }

  /** With hostile clients that start in each round. */
  static HostileClientsTrial beside(Supplier<Attackers> attacks, Workload workload, WarmUp warmUp) {
    return new HostileClientsTrial(Optional.of(attacks), workload, warmUp);
  }

  /** Without hostile clients. */
  static HostileClientsTrial undisturbed(Workload workload, WarmUp warmUp) {
    return new HostileClientsTrial(Optional.empty(), workload, warmUp);
  }

  @Override
  public void warmUp() {
    warmUp.run(this::round);
  }

  @Override
  public RoundMetrics round() {
    if (attacks.isEmpty()) {
      return new RoundMetrics(measure());
    }
    try (Attackers attackers = attacks.get().get()) {
      long before = attackers.cpuMicros();
      Map<Metric, Double> values = measure();
      values.put(Metric.HOSTILE_SHARE, percent((double) (attackers.cpuMicros() - before)));
      return new RoundMetrics(values);
    } finally {
      workload.cleaner.run();
    }
  }

  private Map<Metric, Double> measure() {
    Map<Metric, Long> before = workload.cost.soFar();
    Measurement measurement = workload.load.offer(workload.rate, 1, LENGTH);
    Map<Metric, Double> values = workload.cost.since(before, measurement.count());
    values.put(
        Metric.SERVER_SHARE, percent(values.get(Metric.SERVER_CPU) * (double) measurement.count()));
    values.put(Metric.FIXED_P50, measurement.millis(50));
    values.put(Metric.FIXED_P99, measurement.millis(99));
    values.put(Metric.FIXED_P999, measurement.millis(99.9));
    values.put(Metric.HALF_TIMER_P99, measurement.timerMillis(99));
    return values;
  }

  private static double percent(double micros) {
    return 100 * micros / (LENGTH.toNanos() / 1e3);
  }

  @Override
  public void close() {
    // The trials of the row share the pairs; closing them twice has no effect.
    workload.load.close();
  }
}
