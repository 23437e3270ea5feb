package org.messagingserver.app.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.messagingserver.app.nodes.FreePorts;

/** Processes of one cluster on this machine, nobody else's, started one after another. */
final class Cohort {
  private static final int PORTS = 10;

  private final Stage stage;
  private final List<String> options =
      List.of(
          "-Dcluster.name=bench-" + UUID.randomUUID(), "-Dcluster.port=" + FreePorts.inARow(PORTS));

  private final List<String> words;
  private final List<Child> children = new ArrayList<>();

  /**
   * @param words the arguments of each
   */
  Cohort(Stage stage, String... words) {
    this.stage = stage;
    this.words = List.of(words);
  }

  /** The first so many, which stay; starts those that are not there yet. */
  Child[] first(int count) throws IOException {
    while (children.size() < count) {
      children.add(another());
    }
    return children.subList(0, count).toArray(Child[]::new);
  }

  /** One more, which the caller closes. */
  Child another() throws IOException {
    return stage.fresh(options, words);
  }
}
