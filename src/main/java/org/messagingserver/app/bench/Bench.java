package org.messagingserver.app.bench;

import java.util.List;

/** Measures this server against floors of the same run, and prints tables. */
public final class Bench {
  private static final List<Integer> WINDOWS = List.of(1, 32);

  private static final String HELP =
      """
      Usage: bench

      Starts servers of its own, each with an embedded Postgres in a temporary folder, and measures
      a message that is handed over against one that is stored, both at delivery.ackMillis 0:
      CPU of the server and of Postgres, and the time from send to receipt. Takes a minute or two,
      needs Linux, and removes what it made. Its figures hold for this machine and this hour; the
      ratios travel better.

      Exit code: 0 when all was measured, 1 otherwise, 2 for wrong arguments.""";

  private Bench() {}

  /** Runs, printing to the standard output; gives the exit code of the process. */
  public static int run(String... args) {
    if (args.length > 0) {
      boolean asked = List.of("--help", "-h").contains(args[0]);
      System.out.println(HELP);
      return asked ? 0 : 2;
    }
    try {
      for (int window : WINDOWS) {
        Ways ways = new Ways();
        try {
          ways.run(window);
        } finally {
          ways.end();
        }
      }
      return 0;
    } catch (Exception e) {
      System.err.println("bench: " + e);
      return 1;
    }
  }
}
