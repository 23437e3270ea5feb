package org.messagingserver.tools.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One operation after the other, each measured by itself. */
final class LatencyTrial implements Trial {
  private static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double NANOS_IN_MILLI = 1e6;

  private final LongSupplier operation;
  private final Runnable closing;

  /**
   * @param operation runs once, and returns the nanoseconds that count
   */
  LatencyTrial(LongSupplier operation, Runnable closing) {
    this.operation = operation;
    this.closing = closing;
  }

  @Override
  public void warmUp() {
    WarmUp.ofThisProcess().run(this::round);
  }

  @Override
  public RoundMetrics round() {
    List<Long> nanos = new ArrayList<>();
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < LENGTH_NANOS) {
      nanos.add(operation.getAsLong());
    }
    Collections.sort(nanos);
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    values.put(Metric.FIXED_P50, nanos.get(nanos.size() / 2) / NANOS_IN_MILLI);
    values.put(Metric.FIXED_P99, nanos.get(nanos.size() * 99 / 100) / NANOS_IN_MILLI);
    return new RoundMetrics(values);
  }

  @Override
  public void close() {
    closing.run();
  }
}
