package org.messagingserver.tools.bench;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Measurement;

/** Offers messages at a fixed rate. */
final class OfferedTrial implements Trial {
  private static final Duration LENGTH = Duration.ofSeconds(4);

  private final Load load;
  private final double rate;
  private final WarmUp warmUp;
  private final Runnable end;

  /**
   * @param rate messages per second
   * @param end run after each round
   */
  OfferedTrial(Load load, double rate, WarmUp warmUp, Runnable end) {
    this.load = load;
    this.rate = rate;
    this.warmUp = warmUp;
    this.end = end;
  }

  @Override
  public void warmUp() {
    warmUp.run(this::round);
  }

  @Override
  public RoundMetrics round() {
    try {
      Measurement measurement = load.offer(rate, 1, LENGTH);
      return new RoundMetrics(
          new EnumMap<>(
              Map.of(
                  Metric.FIXED_P50, measurement.millis(50),
                  Metric.FIXED_P99, measurement.millis(99),
                  Metric.FIXED_P999, measurement.millis(99.9),
                  Metric.HALF_TIMER_P99, measurement.timerMillis(99))));
    } finally {
      end.run();
    }
  }

  @Override
  public void close() {
    load.close();
  }
}
