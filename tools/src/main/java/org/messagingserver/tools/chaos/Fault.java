package org.messagingserver.tools.chaos;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A fault of a cluster. */
enum Fault {
  /** A node is killed and restarted. */
  KILL("kill -9 of a node", 2, 1, 0, 5_000),
  /** A node is frozen, and then continues. */
  FREEZE("a node frozen", 2, 1, 1_000, 12_000),
  /** A node is stopped in order and restarted. */
  RESTART("a node restarted in order", 1, 1, 0, 0),
  /** All nodes are restarted in order, each when the previous one is ready. */
  ROLLING_RESTART("all nodes restarted one by one", 1, 1, 0, 0),
  /** Postgres crashes and recovers. */
  CRASH_POSTGRES("Postgres crashed", 2, 1, 0, 0),
  /**
   * Postgres crashes, and a node that holds unstored messages is killed before it has recovered.
   */
  CRASH_POSTGRES_AND_KILL("Postgres crashed, and a node killed", 2, 1, 0, 1_000),
  /** Postgres' machine loses its power, and all that was not synced. */
  CUT_POWER("power of Postgres cut", 2, 1, 0, 3_000),
  /** The disk of Postgres is full. */
  FILL_DISK("disk of Postgres full", 1, 1, 500, 5_000),
  /** An fsync of Postgres' log fails. */
  FAIL_SYNC("fsync of Postgres failed", 1, 1, 0, 0),
  /** The connections of some clients end without a close frame; TCP notifies the nodes. */
  DROP_CLIENTS("clients dropped without a close frame", 1, 1, 0, 0),
  /** The connections of some clients end, and not even TCP notifies the nodes. */
  DROP_CLIENTS_SILENTLY("clients dropped silently", 1, 1, 0, 0),
  /** A node is disconnected from all others; clients and Postgres reach it. */
  PARTITION("a node disconnected from the others", 2, 2, 5_000, 25_000),
  /** Two nodes are disconnected from each other. */
  PARTITION_PAIR("two nodes disconnected from each other", 1, 3, 5_000, 25_000);

  private final String text;
  private final int weight;
  private final int minNodes;
  private final int minMillis;
  private final int maxMillis;

  Fault(String text, int weight, int leastNodes, int leastMillis, int mostMillis) {
    this.text = text;
    this.weight = weight;
    this.minNodes = leastNodes;
    this.minMillis = leastMillis;
    this.maxMillis = mostMillis;
  }

  /** The faults that are possible with this number of nodes. */
  static Set<Fault> of(int nodes, boolean networkCanBeCut, boolean diskCanFail) {
    EnumSet<Fault> possible = EnumSet.allOf(Fault.class);
    possible.removeIf(fault -> fault.minNodes > nodes);
    if (!networkCanBeCut) {
      possible.removeAll(EnumSet.of(PARTITION, PARTITION_PAIR));
    }
    if (!diskCanFail) {
      possible.removeAll(EnumSet.of(CUT_POWER, FILL_DISK, FAIL_SYNC));
    }
    return possible;
  }

  /** Its name among the arguments. */
  String optionName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The names of all, separated by commas. */
  static String names() {
    return Stream.of(values()).map(Fault::optionName).collect(Collectors.joining(", "));
  }

  /** Description in the report. */
  String text() {
    return text;
  }

  /** Its frequency, relative to the others. */
  int weight() {
    return weight;
  }

  /** Minimum duration in milliseconds. */
  int minMillis() {
    return minMillis;
  }

  /** Maximum duration in milliseconds. */
  int maxMillis() {
    return maxMillis;
  }
}
