package org.messagingserver.app.bench;

import java.util.Map;

/** Messages that wait are brought, and deleted for good. */
final class DrainTrial implements Trial {
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
    int waiting = stock.refill();
    Map<Metric, Long> before = cost.soFar();
    long begin = System.nanoTime();
    drain.run();
    stock.awaitEmpty();
    double seconds = (System.nanoTime() - begin) / 1e9;
    Map<Metric, Double> values = cost.since(before, waiting);
    values.put(Metric.RATE, waiting / seconds);
    return new Figures(values);
  }

  @Override
  public void close() {}
}
