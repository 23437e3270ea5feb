package org.messagingserver.tools.bench;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Measurement;

/** One operation of each source at a time, each begun when the one before it has ended. */
final class SequentialTrial implements Trial {
  private static final Duration LENGTH = Duration.ofSeconds(2);

  private final Load load;
  private final WarmUp warmUp;

  SequentialTrial(Load load, WarmUp warmUp) {
    this.load = load;
    this.warmUp = warmUp;
  }

  @Override
  public void warmUp() {
    warmUp.run(this::round);
  }

  @Override
  public RoundMetrics round() {
    Measurement measured = load.saturate(1, LENGTH);
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    values.put(Metric.RATE, measured.rate());
    values.put(Metric.FIXED_P50, measured.millis(50));
    values.put(Metric.FIXED_P99, measured.millis(99));
    return new RoundMetrics(values);
  }

  @Override
  public void close() {
    load.close();
  }
}
