package org.messagingserver.tools.scaling;

import java.util.List;

/** Counts what a large cluster would send, in a model, and prints tables. */
public final class Scaling {
  private static final String HELP =
      """
      Usage: scaling [--nodes N,N,...] [--devices N] [--online %] [--logins N] [--messages N]
                     [--live %] [--processors N] [--gib N] [--postgres N]

      Counts what each node of a cluster sends to the others, and what it does when members come or
      go, for numbers of nodes. Says what of the machines is used up first. Nothing is started: a
      model multiplies the calls that the server makes for each operation, which a test compares
      with its classes.

      --nodes N,...     numbers of nodes, by default 3,5,10,20,30,50,100
      --devices N       all devices, by default 100000000
      --online %        share of them that is connected, by default 10
      --logins N        logins of a device in a day, by default 10
      --messages N      messages to a device in a day, by default 50
      --live %          share of messages whose recipient is connected, by default 50
      --processors N    processors of a node, by default 16
      --gib N           GiB of memory of a node, by default 64
      --postgres N      processors of Postgres, by default 32

      Exit code: 0, or 2 if the arguments are invalid.""";

  private Scaling() {}

  /** Prints to the standard output; returns the exit code of the process. */
  public static int run(String... args) {
    List<String> words = List.of(args);
    if (words.contains("--help") || words.contains("-h")) {
      System.out.println(HELP);
      return 0;
    }
    try {
      System.out.print(Report.of(Options.parse(words)));
      return 0;
    } catch (IllegalArgumentException wrong) {
      System.err.println("scaling: " + wrong.getMessage());
      return 2;
    }
  }
}
