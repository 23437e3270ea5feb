package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.HdrHistogram.Histogram;

/** Controls sources that send concurrently. Its methods block. */
public final class Load implements AutoCloseable {
  /** Interval between sends. A shorter one would cost wake-ups, and CPU time of the server. */
  private static final long TICK_NANOS = 500_000;

  private static final int DIGITS = 3;

  private final List<? extends LoadSource> sources;
  private final Meter meter;

  public Load(List<? extends LoadSource> sources, Meter meter) {
    this.sources = List.copyOf(sources);
    this.meter = meter;
  }

  /**
   * Sends as many messages as possible, with {@code window} unacked messages of each source. The
   * latencies are corrected for coordinated omission.
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

  /** Sends {@code each} messages of each source, with a window of unacked ones. */
  public Measurement send(int window, int each) {
    long acked = begin();
    long begin = System.nanoTime();
    Await.result(Future.all(sources.stream().map(source -> source.send(window, each)).toList()));
    return end(acked, begin, new Histogram(DIGITS));
  }

  /**
   * Sends messages at a fixed rate, whatever their outcome; latencies count from when each was due.
   *
   * @param burst messages that a source sends together
   */
  public Measurement offer(double rate, int burst, Duration length) {
    long ticks = length.toNanos() / TICK_NANOS;
    return offer(rate, burst, tick -> tick < ticks);
  }

  /** The same, for as long as the condition holds. */
  public Measurement offerWhile(double rate, int burst, BooleanSupplier condition) {
    return offer(rate, burst, tick -> condition.getAsBoolean());
  }

  private Measurement offer(double rate, int burst, LongPredicate goesOn) {
    long acked = begin();
    long begin = System.nanoTime();
    Histogram timer = new Histogram(DIGITS);
    long bursts = 0;
    for (long tick = 0; goesOn.test(tick); tick++) {
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
    Await.result(Future.all(sources.stream().map(LoadSource::finish).toList()));
    double seconds = (System.nanoTime() - begin) / 1e9;
    meter.check();
    return new Measurement(meter.ackedSoFar() - ackedBefore, seconds, meter.take(), timer);
  }

  /** Closes all sockets. */
  @Override
  public void close() {
    Await.result(Future.join(sources.stream().map(LoadSource::close).toList()).otherwiseEmpty());
  }
}
