package org.messagingserver.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.messagingserver.tools.bench.load.Load;

/** Repeats a fixed number of operations, to show whether they become slower. */
final class SlicedTrial implements Trial {
  private static final int SLICES = 8;

  /** Operations of all sources together in one slice. */
  static final int SLICE = 640;

  private final Runnable slice;
  private final Cost cost;
  private final WarmUp warmUp;
  private final Runnable cleaner;
  private final Runnable end;

  /**
   * @param slice performs {@link #SLICE} operations, and waits for them
   * @param cleaner restores the data
   * @param end closes the resources of this trial
   */
  SlicedTrial(Runnable slice, Cost cost, WarmUp warmUp, Runnable cleaner, Runnable end) {
    this.slice = slice;
    this.cost = cost;
    this.warmUp = warmUp;
    this.cleaner = cleaner;
    this.end = end;
  }

  /** A trial of a load with this number of sources. */
  static SlicedTrial of(Load load, int sources, Cost cost, WarmUp warmUp, Runnable cleaner) {
    Runnable slice = () -> load.send(1, SLICE / sources);
    return new SlicedTrial(slice, cost, warmUp, cleaner, load::close);
  }

  @Override
  public void warmUp() {
    warmUp.run(this::round);
  }

  @Override
  public RoundMetrics round() {
    Map<Metric, Long> before = cost.soFar();
    List<Double> seconds = new ArrayList<>();
    for (int done = 0; done < SLICES; done++) {
      long begin = System.nanoTime();
      slice.run();
      seconds.add((System.nanoTime() - begin) / 1e9);
    }
    Map<Metric, Double> values = cost.since(before, (long) SLICES * SLICE);
    double all = seconds.stream().mapToDouble(Double::doubleValue).sum();
    values.put(Metric.RATE, SLICES * SLICE / all);
    values.put(Metric.LAST_TO_FIRST, seconds.get(0) / seconds.get(SLICES - 1));
    cleaner.run();
    return new RoundMetrics(values);
  }

  @Override
  public void close() {
    end.run();
  }
}
