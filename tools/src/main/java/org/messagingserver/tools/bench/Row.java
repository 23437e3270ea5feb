package org.messagingserver.tools.bench;

import java.io.IOException;
import java.util.List;

/**
 * A comparison of two or more sides.
 *
 * @param name as the command line knows it
 * @param title as the table shows it
 * @param opener makes the sides
 * @param targets to be met
 * @param mostRounds where one takes long, and chance has little part in it
 */
record Row(String name, String title, Opener opener, List<Target> targets, int mostRounds) {

  /** Makes the sides of a row: first the server, then its baselines. */
  interface Opener {
    List<Contender> open(BenchmarkEnvironment benchmarkEnvironment) throws IOException;
  }

  Row {
    targets = List.copyOf(targets);
  }

  /** Measured in as many rounds as are asked for. */
  Row(String name, String title, Opener opener, List<Target> targets) {
    this(name, title, opener, targets, Integer.MAX_VALUE);
  }
}
