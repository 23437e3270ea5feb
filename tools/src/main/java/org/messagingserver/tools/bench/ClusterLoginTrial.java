package org.messagingserver.tools.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.LoadException;
import org.messagingserver.tools.bench.load.Measurement;

/**
 * Logins at saturation, each with its end, without the CPU time that the processes use while nobody
 * logs in.
 */
final class ClusterLoginTrial implements Trial {
  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final Duration BUSY = Duration.ofSeconds(3);

  private final Load load;
  private final Cost cost;
  private final WarmUp warmUp;

  ClusterLoginTrial(Load load, Cost cost, WarmUp warmUp) {
    this.load = load;
    this.cost = cost;
    this.warmUp = warmUp;
  }

  @Override
  public void warmUp() {
    warmUp.run(() -> load.saturate(1, BUSY));
  }

  @Override
  public RoundMetrics round() {
    Map<Metric, Double> idle = idleMicrosPerSecond();
    Map<Metric, Long> before = cost.soFar();
    Measurement busy = load.saturate(1, BUSY);
    // Entries are left a tenth of a second after the end of a socket.
    pause(IDLE.dividedBy(4));
    double seconds = busy.seconds() + IDLE.dividedBy(4).toNanos() / 1e9;
    Map<Metric, Double> values = cost.since(before, busy.count());
    values.replaceAll(
        (metric, micros) -> micros - idle.get(metric) * seconds / (double) busy.count());
    values.put(Metric.RATE, busy.rate());
    values.put(Metric.FULL_P50, busy.millis(50));
    values.put(Metric.FULL_P99, busy.millis(99));
    return new RoundMetrics(values);
  }

  private Map<Metric, Double> idleMicrosPerSecond() {
    Map<Metric, Long> before = cost.soFar();
    pause(IDLE);
    return cost.since(before, IDLE.toSeconds());
  }

  static void pause(Duration length) {
    try {
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted");
    }
  }

  @Override
  public void close() {
    load.close();
  }
}
