package org.messagingserver.app.bench;

import java.util.List;

/** Measures this server against floors of the same run, and prints tables. */
public final class Bench {
  private static final List<Integer> WINDOWS = List.of(1, 32);

  private static final String HELP =
      """
      Usage: bench [ways | growth]

      ways: the default. Starts servers of its own, each with an embedded Postgres in a temporary folder, and measures
      a message that is handed over against one that is stored, both at delivery.ackMillis 0:
      CPU of the server and of Postgres, and the time from send to receipt. Takes a minute or two,
      needs Linux, and removes what it made. Its figures hold for this machine and this hour; the
      ratios travel better.

      growth: what more nodes cost. Starts a server alone and a cluster of three, and measures the
      CPU and heap of a login in each, the CPU of a message within a node and between two, and how
      long it takes to take in 5,000 clients of a node that is killed. Wants 10,000 open files.

      Exit code: 0 when all was measured, 1 otherwise, 2 for wrong arguments.""";

  private Bench() {}

  /** Runs, printing to the standard output; gives the exit code of the process. */
  public static int run(String... args) {
    String what = args.length == 0 ? "ways" : args[0];
    if (args.length > 1 || !List.of("ways", "growth").contains(what)) {
      System.out.println(HELP);
      return List.of("--help", "-h").contains(what) ? 0 : 2;
    }
    try {
      if (what.equals("ways")) {
        ways();
      } else {
        growth();
      }
      return 0;
    } catch (Exception e) {
      System.err.println("bench: " + e);
      return 1;
    }
  }

  private static void ways() throws Exception {
    for (int window : WINDOWS) {
      Ways ways = new Ways();
      try {
        ways.run(window);
      } finally {
        ways.end();
      }
    }
  }

  private static void growth() throws Exception {
    Growth growth = new Growth();
    try {
      growth.run();
    } finally {
      growth.end();
    }
  }
}
