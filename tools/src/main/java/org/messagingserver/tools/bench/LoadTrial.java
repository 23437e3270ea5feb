package org.messagingserver.tools.bench;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Measurement;

/**
 * First as many operations as possible with a window of unfinished ones, then half of that rate, in
 * bursts as large as the window, because a batch costs less than its messages one by one.
 */
final class LoadTrial implements Trial {
  private static final Duration FULL = Duration.ofSeconds(1);
  private static final Duration HALF = Duration.ofSeconds(2);

  private final Load load;
  private final int window;
  private final Cost cost;
  private final WarmUp warmUp;
  private final Runnable cleaner;
  private final Probe probe;

  LoadTrial(Load load, int window, Cost cost, WarmUp warmUp) {
    this(load, window, cost, warmUp, () -> {}, Probe.NONE);
  }

  /**
   * @param cleaner removes the data of a round
   * @param probe looks on while half of it is offered
   */
  LoadTrial(Load load, int window, Cost cost, WarmUp warmUp, Runnable cleaner, Probe probe) {
    this.load = load;
    this.window = window;
    this.cost = cost;
    this.warmUp = warmUp;
    this.cleaner = cleaner;
    this.probe = probe;
  }

  @Override
  public void warmUp() {
    warmUp.run(this::round);
  }

  @Override
  public RoundMetrics round() {
    Map<Metric, Long> before = cost.soFar();
    Measurement full = load.saturate(window, FULL);
    Map<Metric, Double> values = cost.since(before, full.count());
    Consumer<Map<Metric, Double>> end = probe.begin();
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
    return new RoundMetrics(values);
  }

  @Override
  public void close() {
    load.close();
  }
}
