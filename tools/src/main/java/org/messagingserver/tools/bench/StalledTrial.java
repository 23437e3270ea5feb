package org.messagingserver.tools.bench;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Measurement;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.Pair;
import org.messagingserver.tools.bench.load.UserFactory;

/**
 * Pairs send messages at a fixed rate, beside a pair whose recipient does not read, or without it.
 */
final class StalledTrial implements Trial {
  private static final Duration LENGTH = Duration.ofSeconds(2);

  /**
   * The well-behaved clients.
   *
   * @param meter records only their latencies
   */
  record Workload(UserFactory factory, URI server, List<Pair> pairs, Meter meter) {
    Workload {
      pairs = List.copyOf(pairs);
    }
  }

  private final Workload workload;
  private final double rate;
  private final int stalled;
  private final Cost cost;
  private final WarmUp warmUp;
  private final Runnable cleaner;

  /**
   * @param rate messages per second of all pairs except the stalled one
   * @param cleaner removes stored messages
   */
  StalledTrial(
      Workload workload, double rate, boolean stalls, Cost cost, WarmUp warmUp, Runnable cleaner) {
    this.workload = workload;
    this.rate = rate;
    this.stalled = stalls ? 1 : 0;
    this.cost = cost;
    this.warmUp = warmUp;
    this.cleaner = cleaner;
  }

  @Override
  public void warmUp() {
    warmUp.run(this::round);
  }

  @Override
  public RoundMetrics round() {
    List<Pair> others = openStalled();
    List<Pair> all = new ArrayList<>(workload.pairs);
    all.addAll(others);
    double share = (double) all.size() / workload.pairs.size();
    Map<Metric, Long> before = cost.soFar();
    Measurement measurement = new Load(all, workload.meter).offer(rate * share, 1, LENGTH);
    Map<Metric, Double> values = cost.since(before, (long) (rate * LENGTH.toSeconds()));
    if (!others.isEmpty()) {
      new Load(others, new Meter()).close();
    }
    cleaner.run();
    values.put(Metric.HALF_P50, measurement.millis(50));
    values.put(Metric.HALF_P99, measurement.millis(99));
    values.put(Metric.HALF_P999, measurement.millis(99.9));
    values.put(Metric.HALF_TIMER_P99, measurement.timerMillis(99));
    return new RoundMetrics(values);
  }

  private List<Pair> openStalled() {
    URI server = workload.server;
    List<Pair> made = workload.factory.pairs(stalled, server, server, new Meter());
    made.forEach(Pair::stall);
    return made;
  }

  @Override
  public void close() {
    // The trials of the row share the pairs; closing them twice has no effect.
    new Load(workload.pairs, workload.meter).close();
  }
}
