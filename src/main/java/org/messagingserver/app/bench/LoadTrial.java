package org.messagingserver.app.bench;

import java.time.Duration;
import java.util.Map;
import org.messagingserver.app.bench.load.Load;
import org.messagingserver.app.bench.load.Spell;

/**
 * Messages: as many as go with a window of unacked ones, then half as many a second, each when it
 * is due, in bursts as large as the window: a batch costs less than its messages one by one.
 */
final class LoadTrial implements Trial {
  private static final Duration FULL = Duration.ofSeconds(1);
  private static final Duration HALF = Duration.ofMillis(1500);

  private final Load load;
  private final int window;
  private final Cost cost;
  private final Runnable cleaner;

  /**
   * @param cleaner removes what one spell has left for the next
   */
  LoadTrial(Load load, int window, Cost cost, Runnable cleaner) {
    this.load = load;
    this.window = window;
    this.cost = cost;
    this.cleaner = cleaner;
  }

  @Override
  public double warmUp() {
    Map<Metric, Long> before = cost.soFar();
    Spell full = load.saturate(window, FULL);
    Map<Metric, Double> used = cost.since(before, full.count());
    cleaner.run();
    return used.get(Metric.SERVER_CPU);
  }

  @Override
  public Figures round() {
    Map<Metric, Long> before = cost.soFar();
    Spell full = load.saturate(window, FULL);
    Map<Metric, Double> values = cost.since(before, full.count());
    cleaner.run();
    Spell half = load.offer(full.rate() / 2, window, HALF);
    cleaner.run();
    values.put(Metric.RATE, full.rate());
    values.put(Metric.FULL_P50, full.millis(50));
    values.put(Metric.FULL_P99, full.millis(99));
    values.put(Metric.HALF_P50, half.millis(50));
    values.put(Metric.HALF_P99, half.millis(99));
    values.put(Metric.HALF_P999, half.millis(99.9));
    return new Figures(values);
  }

  @Override
  public void close() {
    load.close();
  }
}
