package org.messagingserver.tools.smoke;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs steps, and prints one line for each, with its duration. */
final class Steps {
  /** One step; it throws if the server's answer is wrong. */
  interface Step {
    void run() throws InterruptedException;
  }

  private final PrintStream out;
  private final long start = System.nanoTime();
  private int passed;

  Steps(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs a step and prints its outcome.
   *
   * @throws UnexpectedAnswerException after the failure was printed
   */
  void step(String what, Step step) throws InterruptedException {
    long start = System.nanoTime();
    try {
      step.run();
      passed++;
      line("ok", start, what);
    } catch (UnexpectedAnswerException wrong) {
      line("WRONG", start, what);
      out.println("      expected  " + wrong.expected());
      out.println("      received  " + wrong.actual());
      throw wrong;
    }
  }

  private void line(String verdict, long start, String what) {
    out.printf(Locale.ROOT, "%-5s %6d ms  %s%n", verdict, millisSince(start), what);
  }

  void summary() {
    out.printf(Locale.ROOT, "%d steps passed in %d ms%n", passed, millisSince(start));
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
