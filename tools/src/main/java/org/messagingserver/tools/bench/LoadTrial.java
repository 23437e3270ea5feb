package org.messagingserver.tools.bench;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Measurement;

/**
 * As many operations as go with a window of unfinished ones, then half as many a second, each when
 * it is due, in bursts as large as the window: a batch costs less than its messages one by one.
 */
final class LoadTrial implements Trial {
  private static final Duration FULL = Duration.ofSeconds(1);
  private static final Duration HALF = Duration.ofSeconds(2);

  private final Load load;
  private final int window;
  private final Cost cost;
  private final WarmUp warmUp;
  private final Runnable cleaner;
  private final Watch watch;

  LoadTrial(Load load, int window, Cost cost, WarmUp warmUp) {
    this(load, window, cost, warmUp, () -> {}, Watch.NONE);
  }

  /**
   * @param cleaner removes what a round has left
   * @param watch looks on while half of it is offered
   */
  LoadTrial(Load load, int window, Cost cost, WarmUp warmUp, Runnable cleaner, Watch watch) {
    this.load = load;
    this.window = window;
    this.cost = cost;
    this.warmUp = warmUp;
    this.cleaner = cleaner;
    this.watch = watch;
  }

  @Override
  public void warmUp() {
    warmUp.run(this::round);
  }

  @Override
  public Figures round() {
    Map<Metric, Long> before = cost.soFar();
    Measurement full = load.saturate(window, FULL);
    Map<Metric, Double> values = cost.since(before, full.count());
    Consumer<Map<Metric, Double>> end = watch.begin();
    Measurement half = load.offer(full.rate() / 2, window, HALF);
    end.accept(values);
    cleaner.run();
    values.put(Metric.RATE, full.rate());
    values.put(Metric.FULL_P50, full.millis(50));
    values.put(Metric.FULL_P99, full.millis(99));
    values.put(Metric.HALF_P50, half.millis(50));
    values.put(Metric.HALF_P99, half.millis(99));
    values.put(Metric.HALF_P999, half.millis(99.9));
    values.put(Metric.HALF_TIMER_P99, half.timerMillis(99));
    return new Figures(values);
  }

  @Override
  public void close() {
    load.close();
  }
}
