package org.messagingserver.tools.bench;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Runs something again and again until the JIT compilers have little left to do with it.
 *
 * @param compilers CPU that they have used so far, in microseconds
 * @param most how long to go on, whatever they do
 */
record WarmUp(LongSupplier compilers, Duration most) {
  /** Of the time that goes by. */
  private static final double LITTLE = 0.05;

  private static final Duration USUAL = Duration.ofSeconds(30);

  /** Of these processes. */
  static WarmUp of(Child... children) {
    return of(USUAL, children);
  }

  /** Of these processes and of this one, for at most this time. */
  static WarmUp of(Duration most, Child... children) {
    return new WarmUp(
        () -> Stream.of(children).mapToLong(Child::compilerMicros).sum() + ownCompilerMicros(),
        most);
  }

  /** Of this very process. */
  static WarmUp ofOurselves() {
    return new WarmUp(WarmUp::ownCompilerMicros, USUAL);
  }

  private static long ownCompilerMicros() {
    return CpuTime.microsOfCompilers(ProcessHandle.current());
  }

  /** Runs it at least once. */
  void run(Runnable once) {
    long begin = System.nanoTime();
    boolean warm = false;
    while (!warm && System.nanoTime() - begin < most.toNanos()) {
      long before = System.nanoTime();
      long usedBefore = compilers.getAsLong();
      once.run();
      long nanos = System.nanoTime() - before;
      warm = (compilers.getAsLong() - usedBefore) * 1e3 < LITTLE * nanos;
    }
  }
}
