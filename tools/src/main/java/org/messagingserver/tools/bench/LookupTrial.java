package org.messagingserver.tools.bench;

import java.time.Duration;
import java.util.Map;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Measurement;

/** Counts the look-ups in the directory for live messages, at a window of one message. */
final class LookupTrial implements Trial {
  private static final String LOOKUPS = "messaging_directory_lookup_seconds_count";

  /** A node reads a remembered place again after five seconds. */
  private static final Duration LENGTH = Duration.ofSeconds(11);

  private final Load load;
  private final ChildProcess senders;

  /**
   * @param senders the node of all senders
   */
  LookupTrial(Load load, ChildProcess senders) {
    this.load = load;
    this.senders = senders;
  }

  @Override
  public void warmUp() {
    load.saturate(1, Duration.ofSeconds(5));
  }

  @Override
  public RoundMetrics round() {
    double before = senders.metric(LOOKUPS);
    Measurement measurement = load.saturate(1, LENGTH);
    double lookups = senders.metric(LOOKUPS) - before;
    return new RoundMetrics(
        Map.of(
            Metric.RATE,
            measurement.rate(),
            Metric.LOOKUPS,
            lookups / (double) measurement.count()));
  }

  @Override
  public void close() {
    load.close();
  }
}
