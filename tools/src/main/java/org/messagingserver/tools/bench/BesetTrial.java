package org.messagingserver.tools.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.messagingserver.tools.adversary.Attackers;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Measurement;

/** Pairs talk at a fixed rate, beside hostile clients who have begun before, or without any. */
final class BesetTrial implements Trial {
  private static final Duration LENGTH = Duration.ofSeconds(4);

  /**
   * The load of well-behaved clients.
   *
   * @param rate messages a second
   * @param cleaner removes what hostile clients have stored
   */
  record Talk(Load load, double rate, Cost cost, Runnable cleaner) {}

  private final Optional<Supplier<Attackers>> mobs;
  private final Talk talk;
  private final WarmUp warmUp;

  private BesetTrial(Optional<Supplier<Attackers>> mobs, Talk talk, WarmUp warmUp) {
    this.mobs = mobs;
    this.talk = talk;
    this.warmUp = warmUp;
  }

  /** With hostile clients who come for each round. */
  static BesetTrial beside(Supplier<Attackers> mobs, Talk talk, WarmUp warmUp) {
    return new BesetTrial(Optional.of(mobs), talk, warmUp);
  }

  /** Without any. */
  static BesetTrial undisturbed(Talk talk, WarmUp warmUp) {
    return new BesetTrial(Optional.empty(), talk, warmUp);
  }

  @Override
  public void warmUp() {
    warmUp.run(this::round);
  }

  @Override
  public Figures round() {
    if (mobs.isEmpty()) {
      return new Figures(measure());
    }
    try (Attackers attackers = mobs.get().get()) {
      long before = attackers.cpuMicros();
      Map<Metric, Double> values = measure();
      values.put(Metric.HOSTILE_SHARE, percent((double) (attackers.cpuMicros() - before)));
      return new Figures(values);
    } finally {
      talk.cleaner.run();
    }
  }

  private Map<Metric, Double> measure() {
    Map<Metric, Long> before = talk.cost.soFar();
    Measurement measurement = talk.load.offer(talk.rate, 1, LENGTH);
    Map<Metric, Double> values = talk.cost.since(before, measurement.count());
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
    // Both trials of the row share the pairs; what is closed already is left as it is.
    talk.load.close();
  }
}
