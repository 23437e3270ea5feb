package org.messagingserver.tools.bench.load;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** The measurements of all sources of one load; for any thread. */
public final class Meter {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final int DIGITS = 3;

  private final Recorder times = new Recorder(LONGEST_NANOS, DIGITS);
  private final LongAdder acked = new LongAdder();
  private volatile Optional<String> failure = Optional.empty();

  /** An operation that began then is done now. */
  void done(long begin) {
    long nanos = Math.max(1, System.nanoTime() - begin);
    times.recordValue(Math.min(nanos, LONGEST_NANOS));
  }

  /** A sender has its Ack. */
  void acked() {
    acked.increment();
  }

  /** Something went as it should not; what was measured is worth nothing. */
  void failed(String how) {
    failure = Optional.of(how);
  }

  long ackedSoFar() {
    return acked.sum();
  }

  /** The times since this was asked before. */
  Histogram take() {
    return times.getIntervalHistogram();
  }

  /** Throws where something has failed. */
  void check() {
    failure.ifPresent(
        how -> {
          throw new LoadException(how);
        });
  }
}
