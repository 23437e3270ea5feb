package org.messagingserver.tools.bench;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.messagingserver.tools.bench.load.LoadException;

/** The same thing again and again, on one thread of this very process. */
final class ThreadTrial implements Trial {
  private static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int BETWEEN_LOOKS = 1000;

  private final IntSupplier deed;
  private final Cost cost = Cost.ofOurselves();

  /**
   * @param deed gives a positive number that depends on all it has done
   */
  ThreadTrial(IntSupplier deed) {
    this.deed = deed;
  }

  @Override
  public void warmUp() {
    WarmUp.ofOurselves().run(this::round);
  }

  @Override
  public Figures round() {
    Map<Metric, Long> before = cost.soFar();
    long begin = System.nanoTime();
    long count = 0;
    long sum = 0;
    while (System.nanoTime() - begin < LENGTH_NANOS) {
      for (int done = 0; done < BETWEEN_LOOKS; done++) {
        sum += deed.getAsInt();
      }
      count += BETWEEN_LOOKS;
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    // Compilers leave out what nobody looks at.
    if (sum < count) {
      throw new LoadException("not all was done");
    }
    Map<Metric, Double> values = cost.since(before, count);
    values.put(Metric.RATE, count / seconds);
    return new Figures(values);
  }

  @Override
  public void close() {}
}
