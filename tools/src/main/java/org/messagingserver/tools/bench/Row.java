package org.messagingserver.tools.bench;

import java.io.IOException;
import java.util.List;

/**
 * A comparison of contenders.
 *
 * @param name its name on the command line
 * @param title its title in the table
 * @param opener creates the contenders
 * @param targets the targets to meet
 * @param maxRounds maximum number of rounds, for rows that take long and vary little
 */
record Row(String name, String title, Opener opener, List<Target> targets, int maxRounds) {

  /** Creates the contenders of a row: first the server, then its baselines. */
  interface Opener {
    List<Contender> open(BenchmarkEnvironment environment) throws IOException;
  }

  Row {
    targets = List.copyOf(targets);
  }

  /** A row without a maximum number of rounds. */
  Row(String name, String title, Opener opener, List<Target> targets) {
    this(name, title, opener, targets, Integer.MAX_VALUE);
  }
}
