package org.messagingserver.tools.bench;

import java.util.EnumMap;
import java.util.Map;

/** Delivers and deletes all waiting messages. */
final class DrainTrial implements Trial {
  /** Repetitions in one round, because the kernel counts CPU in hundredths of a second. */
  private static final int TIMES = 5;

  private final Stock stock;
  private final Runnable drain;
  private final Cost cost;
  private final WarmUp warmUp;

  /**
   * @param drain receives all waiting messages; may return before they are deleted
   */
  DrainTrial(Stock stock, Runnable drain, Cost cost, WarmUp warmUp) {
    this.stock = stock;
    this.drain = drain;
    this.cost = cost;
    this.warmUp = warmUp;
  }

  @Override
  public void warmUp() {
    warmUp.run(this::round);
  }

  @Override
  public RoundMetrics round() {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    long drained = 0;
    long nanos = 0;
    for (int time = 0; time < TIMES; time++) {
      drained += stock.restore();
      Map<Metric, Long> before = cost.soFar();
      long begin = System.nanoTime();
      drain.run();
      stock.awaitEmpty();
      nanos += System.nanoTime() - begin;
      cost.since(before, 1).forEach((metric, micros) -> values.merge(metric, micros, Double::sum));
    }
    double messages = drained;
    values.replaceAll((metric, micros) -> micros / messages);
    values.put(Metric.RATE, messages / nanos * 1e9);
    return new RoundMetrics(values);
  }

  @Override
  public void close() {}
}
