package org.messagingserver.tools.bench.load;

import org.HdrHistogram.Histogram;

/**
 * The traffic of a period.
 *
 * @param count messages acked
 * @param seconds from the first to the last
 * @param nanos how long each took
 * @param timerNanos how late the thread was woken that offered them; empty where none was
 */
public record Measurement(long count, double seconds, Histogram nanos, Histogram timerNanos) {

  /** Messages a second. */
  public double rate() {
    return count / seconds;
  }

  /** Milliseconds that so many of a hundred took at most. */
  public double millis(double percent) {
    return nanos.getValueAtPercentile(percent) / 1e6;
  }

  /** Milliseconds that so many of a hundred wake-ups of a timer were late at most. */
  public double timerMillis(double percent) {
    return timerNanos.getValueAtPercentile(percent) / 1e6;
  }
}
