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
 * Well-behaved clients send at a fixed rate within all limits, during an attack or without one.
 * Each round has new clients, because an hourly limit bounds the messages of a pair.
 */
final class AttackTrial implements Trial {
  private static final Duration LENGTH = Duration.ofSeconds(8);

  /** Operations per second: a hundred for each of six clients. */
  private static final double RATE = 600;

  private final Optional<Supplier<Attackers>> attacks;
  private final Supplier<Load> loads;
  private final WarmUp warmUp;
  private final Runnable cleaner;

  private AttackTrial(
      Optional<Supplier<Attackers>> attacks,
      Supplier<Load> loads,
      WarmUp warmUp,
      Runnable cleaner) {
    this.attacks = attacks;
    this.loads = loads;
    this.warmUp = warmUp;
    this.cleaner = cleaner;
  }

  /** With hostile clients that start in each round. */
  static AttackTrial beside(
      Supplier<Attackers> attacks, Supplier<Load> loads, WarmUp warmUp, Runnable cleaner) {
    return new AttackTrial(Optional.of(attacks), loads, warmUp, cleaner);
  }

  /** Without hostile clients. */
  static AttackTrial undisturbed(Supplier<Load> loads, WarmUp warmUp, Runnable cleaner) {
    return new AttackTrial(Optional.empty(), loads, warmUp, cleaner);
  }

  /** Without hostile clients, which would use up the limits of their source. */
  @Override
  public void warmUp() {
    warmUp.run(() -> measure(loads.get()));
  }

  @Override
  public RoundMetrics round() {
    return new RoundMetrics(
        attacks.map(this::measureUnderAttack).orElseGet(() -> measure(loads.get())));
  }

  private Map<Metric, Double> measureUnderAttack(Supplier<Attackers> gathered) {
    try (Load load = loads.get();
        Attackers attackers = gathered.get()) {
      long before = attackers.cpuMicros();
      Map<Metric, Double> values = measure(load);
      double used = attackers.cpuMicros() - before;
      values.put(Metric.HOSTILE_SHARE, 100 * used / (LENGTH.toNanos() / 1e3));
      return values;
    } catch (LoadException stopped) {
      System.err.println("bench: the well-behaved clients were stopped: " + stopped.getMessage());
      return new EnumMap<>(Map.of(Metric.RATE, 0.0));
    } finally {
      cleaner.run();
    }
  }

  private static Map<Metric, Double> measure(Load load) {
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
    // Each round closes its clients.
  }
}
