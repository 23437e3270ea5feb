package org.messagingserver.tools.smoke;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Prints one line for each step, with the time that it took. */
final class Steps {
  /** One step; it throws where the server is wrong. */
  interface Step {
    void run() throws InterruptedException;
  }

  private final PrintStream out;
  private final long begun = System.nanoTime();
  private int passed;

  Steps(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs a step and prints how it went.
   *
   * @throws WrongAnswerException after the failure was printed
   */
  void step(String what, Step step) throws InterruptedException {
    long start = System.nanoTime();
    try {
      step.run();
      passed++;
      line("ok", start, what);
    } catch (WrongAnswerException wrong) {
      line("WRONG", start, what);
      out.println("      expected  " + wrong.expected());
      out.println("      came      " + wrong.came());
      throw wrong;
    }
  }

  private void line(String verdict, long start, String what) {
    out.printf(Locale.ROOT, "%-5s %6d ms  %s%n", verdict, millisSince(start), what);
  }

  void summary() {
    out.printf(
        Locale.ROOT,
        "%d steps, each answered as it should, in %d ms%n",
        passed,
        millisSince(begun));
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
