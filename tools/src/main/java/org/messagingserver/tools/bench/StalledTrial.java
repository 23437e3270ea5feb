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
import org.messagingserver.tools.bench.load.People;

/** Pairs talk at a fixed rate, beside one more whose recipient reads nothing, or without that. */
final class StalledTrial implements Trial {
  private static final Duration LENGTH = Duration.ofSeconds(2);

  /**
   * The clients that talk.
   *
   * @param meter of their times, and nobody else's
   */
  record Talkers(People people, URI server, List<Pair> pairs, Meter meter) {
    Talkers {
      pairs = List.copyOf(pairs);
    }
  }

  private final Talkers talkers;
  private final double rate;
  private final int stalled;
  private final Cost cost;
  private final WarmUp warmUp;
  private final Runnable cleaner;

  /**
   * @param rate of all pairs but the stalled one, in messages a second
   * @param cleaner removes what was stored
   */
  StalledTrial(
      Talkers talkers, double rate, boolean stalls, Cost cost, WarmUp warmUp, Runnable cleaner) {
    this.talkers = talkers;
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
  public Figures round() {
    List<Pair> others = makeStalled();
    List<Pair> all = new ArrayList<>(talkers.pairs);
    all.addAll(others);
    double share = (double) all.size() / talkers.pairs.size();
    Map<Metric, Long> before = cost.soFar();
    Measurement measurement = new Load(all, talkers.meter).offer(rate * share, 1, LENGTH);
    Map<Metric, Double> values = cost.since(before, (long) (rate * LENGTH.toSeconds()));
    if (!others.isEmpty()) {
      new Load(others, new Meter()).close();
    }
    cleaner.run();
    values.put(Metric.HALF_P50, measurement.millis(50));
    values.put(Metric.HALF_P99, measurement.millis(99));
    values.put(Metric.HALF_P999, measurement.millis(99.9));
    values.put(Metric.HALF_TIMER_P99, measurement.timerMillis(99));
    return new Figures(values);
  }

  private List<Pair> makeStalled() {
    URI server = talkers.server;
    List<Pair> made = talkers.people.pairs(stalled, server, server, new Meter());
    made.forEach(Pair::stall);
    return made;
  }

  @Override
  public void close() {
    // Both trials of the row share the pairs; what is closed already is left as it is.
    new Load(talkers.pairs, talkers.meter).close();
  }
}
