package org.messagingserver.tools.bench.load;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Records the measurements of all sources of one load. Thread-safe. */
public final class Meter {
  private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final int DIGITS = 3;

  private final Recorder times = new Recorder(MAX_NANOS, DIGITS);
  private final LongAdder acked = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final boolean tolerant;
  private volatile Optional<String> failure = Optional.empty();

  public Meter() {
    this(false);
  }

  private Meter(boolean tolerant) {
    this.tolerant = tolerant;
  }

  /** One that counts answers that are no Acks, which invalidate any other measurement. */
  public static Meter countingRefusals() {
    return new Meter(true);
  }

  /** A sender has received another answer than an Ack. */
  void refused(String how) {
    refused.increment();
    if (!tolerant) {
      failed(how);
    }
  }

  /** Answers so far that are no Acks. */
  public long refusedSoFar() {
    return refused.sum();
  }

  /** An operation that began at this time has ended. */
  void done(long begin) {
    long nanos = Math.max(1, System.nanoTime() - begin);
    times.recordValue(Math.min(nanos, MAX_NANOS));
  }

  /** A sender has received an Ack. */
  void acked() {
    acked.increment();
  }

  /** Something failed, and invalidates the measurement. */
  void failed(String how) {
    failure = Optional.of(how);
  }

  /** The messages that senders have seen acked. */
  public long ackedSoFar() {
    return acked.sum();
  }

  /** The latencies since the previous call. */
  Histogram take() {
    return times.getIntervalHistogram();
  }

  /** Throws if something has failed. */
  void check() {
    failure.ifPresent(
        how -> {
          throw new LoadException(how);
        });
  }
}
