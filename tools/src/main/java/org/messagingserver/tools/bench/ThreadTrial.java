package org.messagingserver.tools.bench;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.messagingserver.tools.bench.load.LoadException;

/** Repeats an operation on one thread of this process. */
final class ThreadTrial implements Trial {
  private static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int BETWEEN_LOOKS = 1000;

  private final IntSupplier task;
  private final Cost cost = Cost.ofThisProcess();

  /**
   * @param task returns a positive number that depends on all its work
   */
  ThreadTrial(IntSupplier task) {
    this.task = task;
  }

  @Override
  public void warmUp() {
    WarmUp.ofThisProcess().run(this::round);
  }

  @Override
  public RoundMetrics round() {
    Map<Metric, Long> before = cost.soFar();
    long begin = System.nanoTime();
    long count = 0;
    long sum = 0;
    while (System.nanoTime() - begin < LENGTH_NANOS) {
      for (int done = 0; done < BETWEEN_LOOKS; done++) {
        sum += task.getAsInt();
      }
      count += BETWEEN_LOOKS;
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    // Compilers remove operations without a visible result.
    if (sum < count) {
      throw new LoadException("an operation returned no result");
    }
    Map<Metric, Double> values = cost.since(before, count);
    values.put(Metric.RATE, count / seconds);
    return new RoundMetrics(values);
  }

  @Override
  public void close() {}
}
