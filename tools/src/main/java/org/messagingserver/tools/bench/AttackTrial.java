package org.messagingserver.tools.bench;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.messagingserver.tools.adversary.Attackers;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.LoadException;
import org.messagingserver.tools.bench.load.Measurement;

/**
 * Others behave at a fixed rate, which all limits allow, beside an attack that has begun before, or
 * without any. They are new in each round, since what one may send another is bounded by the hour.
 */
final class AttackTrial implements Trial {
  private static final Duration LENGTH = Duration.ofSeconds(8);

  /** A hundred for each of six. */
  private static final double RATE = 600;

  private final Optional<Supplier<Attackers>> mobs;
  private final Supplier<Load> loads;
  private final WarmUp warmUp;
  private final Runnable cleaner;

  private AttackTrial(
      Optional<Supplier<Attackers>> mobs, Supplier<Load> loads, WarmUp warmUp, Runnable cleaner) {
    this.mobs = mobs;
    this.loads = loads;
    this.warmUp = warmUp;
    this.cleaner = cleaner;
  }

  /** With hostile clients who come for each round. */
  static AttackTrial beside(
      Supplier<Attackers> mobs, Supplier<Load> loads, WarmUp warmUp, Runnable cleaner) {
    return new AttackTrial(Optional.of(mobs), loads, warmUp, cleaner);
  }

  /** Without any. */
  static AttackTrial undisturbed(Supplier<Load> loads, WarmUp warmUp, Runnable cleaner) {
    return new AttackTrial(Optional.empty(), loads, warmUp, cleaner);
  }

  /** Without hostile clients, who would use up what their source may do. */
  @Override
  public void warmUp() {
    warmUp.run(() -> measured(loads.get()));
  }

  @Override
  public Figures round() {
    return new Figures(mobs.map(this::besieged).orElseGet(() -> measured(loads.get())));
  }

  private Map<Metric, Double> besieged(Supplier<Attackers> gathered) {
    try (Load load = loads.get();
        Attackers attackers = gathered.get()) {
      long before = attackers.cpuMicros();
      Map<Metric, Double> values = measured(load);
      double used = attackers.cpuMicros() - before;
      values.put(Metric.HOSTILE_SHARE, 100 * used / (LENGTH.toNanos() / 1e3));
      return values;
    } catch (LoadException stopped) {
      System.err.println("bench: those who behave were stopped: " + stopped.getMessage());
      return new EnumMap<>(Map.of(Metric.RATE, 0.0));
    } finally {
      cleaner.run();
    }
  }

  private static Map<Metric, Double> measured(Load load) {
    try (load) {
      Measurement measurement = load.offer(RATE, 1, LENGTH);
      Map<Metric, Double> values = new EnumMap<>(Metric.class);
      values.put(Metric.RATE, measurement.rate());
      values.put(Metric.FIXED_P50, measurement.millis(50));
      values.put(Metric.FIXED_P99, measurement.millis(99));
      return values;
    }
  }

  @Override
  public void close() {
    // Each round has closed what it opened.
  }
}
