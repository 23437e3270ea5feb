package org.messagingserver.tools.bench.load;

import org.HdrHistogram.Histogram;

/**
 * The traffic of a period.
 *
 * @param count messages acked
 * @param seconds from the first to the last
 * @param nanos latencies
 * @param timerNanos delays of the thread that offered the messages; empty if they were not offered
 *     at a fixed rate
 */
public record Measurement(long count, double seconds, Histogram nanos, Histogram timerNanos) {

  /** Messages per second. */
  public double rate() {
    return count / seconds;
  }

  /** A percentile of the latency, in milliseconds. */
  public double millis(double percent) {
    return nanos.getValueAtPercentile(percent) / 1e6;
  }

  /** A percentile of the timer's delay, in milliseconds. */
  public double timerMillis(double percent) {
    return timerNanos.getValueAtPercentile(percent) / 1e6;
  }
}
