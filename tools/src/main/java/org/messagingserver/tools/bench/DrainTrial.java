package org.messagingserver.tools.bench;

import java.util.EnumMap;
import java.util.Map;

/** Messages that wait are brought, and deleted for good. */
final class DrainTrial implements Trial {
  /** In one round: the kernel counts CPU in hundredths of a second. */
  private static final int TIMES = 5;

  private final WaitingStock stock;
  private final Runnable drain;
  private final Cost cost;
  private final WarmUp warmUp;

  /**
   * @param drain gets all that wait, and may end before they are deleted
   */
  DrainTrial(WaitingStock stock, Runnable drain, Cost cost, WarmUp warmUp) {
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
  public Figures round() {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    long drained = 0;
    long nanos = 0;
    for (int time = 0; time < TIMES; time++) {
      drained += stock.refill();
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
    return new Figures(values);
  }

  @Override
  public void close() {}
}
