package org.messagingserver.tools.bench;

import java.util.Collection;
import org.HdrHistogram.Histogram;

/** Percentiles of times in nanoseconds. */
record Times(Histogram nanos) {
  private static final int DIGITS = 3;

  static Times of(Collection<Long> nanos) {
    Histogram all = new Histogram(DIGITS);
    nanos.forEach(all::recordValue);
    return new Times(all);
  }

  double millis(double percent) {
    return nanos.getValueAtPercentile(percent) / 1e6;
  }

  double seconds(double percent) {
    return nanos.getValueAtPercentile(percent) / 1e9;
  }
}
