package org.messagingserver.tools.chaos;

import java.util.EnumSet;
import java.util.Set;

/** A fault of a cluster. */
enum Fault {
  /** A node ends without a last word, and is started again. */
  KILL("kill -9 of a node", 2, 1, 0, 5_000),
  /** A node stands still, and goes on as if nothing had been. */
  FREEZE("a node frozen", 2, 1, 1_000, 12_000),
  /** A node is stopped in order, and started again. */
  RESTART("a node restarted in order", 1, 1, 0, 0),
  /** Every node is restarted in order, the next when the one before is ready, without a pause. */
  ROLL("all nodes restarted one by one", 1, 1, 0, 0),
  /** Postgres ends as in a crash, and recovers. */
  POSTGRES("Postgres crashed", 2, 1, 0, 0),
  /** Postgres crashes, and a node that holds what it could not store ends before it is back. */
  COLLAPSE("Postgres crashed, and a node killed", 2, 1, 0, 1_000),
  /** Some clients of both kinds are gone from one moment to the next, as TCP tells the nodes. */
  VANISH("clients gone without a close frame", 1, 1, 0, 0),
  /** The same, and not even TCP tells the nodes. */
  SILENCE("clients gone without a word", 1, 1, 0, 0),
  /** A node loses its way to all others; clients and Postgres reach it. */
  PARTITION("a node cut off from the others", 2, 2, 5_000, 25_000),
  /** Two nodes lose their way to each other alone. */
  LINK("two nodes cut apart", 1, 3, 5_000, 25_000);

  private final String text;
  private final int weight;
  private final int leastNodes;
  private final int leastMillis;
  private final int mostMillis;

  Fault(String text, int weight, int leastNodes, int leastMillis, int mostMillis) {
    this.text = text;
    this.weight = weight;
    this.leastNodes = leastNodes;
    this.leastMillis = leastMillis;
    this.mostMillis = mostMillis;
  }

  /** Those that so many nodes can have. */
  static Set<Fault> of(int nodes, boolean networkCanBeCut) {
    EnumSet<Fault> possible = EnumSet.allOf(Fault.class);
    possible.removeIf(fault -> fault.leastNodes > nodes);
    if (!networkCanBeCut) {
      possible.removeAll(EnumSet.of(PARTITION, LINK));
    }
    return possible;
  }

  /** For the table. */
  String text() {
    return text;
  }

  /** How often it comes, compared with the others. */
  int weight() {
    return weight;
  }

  /** How long it lasts at least, in milliseconds. */
  int leastMillis() {
    return leastMillis;
  }

  /** How long it lasts at most, in milliseconds. */
  int mostMillis() {
    return mostMillis;
  }
}
