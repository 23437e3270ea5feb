package org.messagingserver.tools.bench;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Repeats a task until the JIT compilers are nearly idle.
 *
 * @param compilers CPU time used so far by the compilers, in microseconds
 * @param max maximum duration
 */
record WarmUp(LongSupplier compilers, Duration max) {
  /** Share of the elapsed time below which compilers count as idle. */
  private static final double IDLE_SHARE = 0.05;

  private static final Duration DEFAULT = Duration.ofSeconds(30);

  /** Warms up these processes and this one. */
  static WarmUp of(ChildProcess... children) {
    return of(DEFAULT, children);
  }

  /** Warms up these processes and this one, for at max this time. */
  static WarmUp of(Duration max, ChildProcess... children) {
    return new WarmUp(
        () ->
            Stream.of(children).mapToLong(ChildProcess::compilerMicros).sum() + ownCompilerMicros(),
        max);
  }

  /** Warms up this process. */
  static WarmUp ofThisProcess() {
    return new WarmUp(WarmUp::ownCompilerMicros, DEFAULT);
  }

  private static long ownCompilerMicros() {
    return CpuTime.microsOfCompilers(ProcessHandle.current());
  }

  /** Runs the task at least once. */
  void run(Runnable once) {
    long begin = System.nanoTime();
    boolean warm = false;
    while (!warm && System.nanoTime() - begin < max.toNanos()) {
      long before = System.nanoTime();
      long usedBefore = compilers.getAsLong();
      once.run();
      long nanos = System.nanoTime() - before;
      warm = (compilers.getAsLong() - usedBefore) * 1e3 < IDLE_SHARE * nanos;
    }
  }
}
