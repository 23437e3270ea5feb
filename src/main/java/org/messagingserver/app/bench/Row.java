package org.messagingserver.app.bench;

import java.io.IOException;
import java.util.List;

/**
 * What is measured against what.
 *
 * @param name as the command line knows it
 * @param title as the table shows it
 * @param opener makes the sides
 * @param targets to be met
 */
record Row(String name, String title, Opener opener, List<Target> targets) {

  /** Makes the sides of a row: first the server, then its floors. */
  interface Opener {
    List<Side> open(Stage stage) throws IOException;
  }

  Row {
    targets = List.copyOf(targets);
  }
}
