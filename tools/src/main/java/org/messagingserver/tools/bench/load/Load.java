package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Makes sources send, all at once. Its methods block. */
public final class Load implements AutoCloseable {
  /** How fine messages are spread over time; less costs wake-ups that the server would need. */
  private static final long TICK_NANOS = 500_000;

  private static final int DIGITS = 3;

  private final List<? extends Source> sources;
  private final Meter meter;

  public Load(List<? extends Source> sources, Meter meter) {
    this.sources = List.copyOf(sources);
    this.meter = meter;
  }

  /**
   * As much as goes, with so many unacked messages of each source at a time. A message that takes
   * longer than usual keeps others from being sent; the times are corrected for those.
   */
  public Measurement saturate(int window, Duration length) {
    long acked = begin();
    long begin = System.nanoTime();
    sources.forEach(source -> source.fill(window));
    sleepUntil(begin + length.toNanos());
    Measurement raw = end(acked, begin, new Histogram(DIGITS));
    long usual = (long) (1e9 * window * sources.size() / raw.rate());
    Histogram corrected = raw.nanos().copyCorrectedForCoordinatedOmission(usual);
    return new Measurement(raw.count(), raw.seconds(), corrected, raw.timerNanos());
  }

  /** So many of each source, with a window of unacked ones. */
  public Measurement send(int window, int each) {
    long acked = begin();
    long begin = System.nanoTime();
    Await.until(Future.all(sources.stream().map(source -> source.send(window, each)).toList()));
    return end(acked, begin, new Histogram(DIGITS));
  }

  /**
   * So many a second, whatever becomes of them; times count from when each was due.
   *
   * @param burst messages that a source sends together
   */
  public Measurement offer(double rate, int burst, Duration length) {
    long acked = begin();
    long begin = System.nanoTime();
    Histogram timer = new Histogram(DIGITS);
    long ticks = length.toNanos() / TICK_NANOS;
    long bursts = 0;
    for (long tick = 0; tick < ticks; tick++) {
      long due = begin + tick * TICK_NANOS;
      sleepUntil(due);
      timer.recordValue(System.nanoTime() - due);
      for (long upTo = (long) (rate / burst * tick * TICK_NANOS / 1e9); bursts < upTo; bursts++) {
        sources.get((int) (bursts % sources.size())).offer(burst, due);
      }
    }
    return end(acked, begin, timer);
  }

  private static void sleepUntil(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private long begin() {
    meter.take();
    return meter.ackedSoFar();
  }

  private Measurement end(long ackedBefore, long begin, Histogram timer) {
    Await.until(Future.all(sources.stream().map(Source::finish).toList()));
    double seconds = (System.nanoTime() - begin) / 1e9;
    meter.check();
    return new Measurement(meter.ackedSoFar() - ackedBefore, seconds, meter.take(), timer);
  }

  /** Breaks all sockets off. */
  @Override
  public void close() {
    Await.until(Future.join(sources.stream().map(Source::close).toList()).otherwiseEmpty());
  }
}
