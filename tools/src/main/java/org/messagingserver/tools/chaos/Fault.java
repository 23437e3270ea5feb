package org.messagingserver.tools.chaos;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A fault of a cluster. */
enum Fault {
  /** A node is killed and restarted. */
  KILL("kill -9 of a node", Group.PROCESS, 2, 1, 0, 5_000),
  /** A node is frozen, and then continues. */
  FREEZE("a node frozen", Group.PROCESS, 2, 1, 1_000, 12_000),
  /** A node is stopped in order and restarted. */
  RESTART("a node restarted in order", Group.PROCESS, 1, 1, 0, 0),
  /** All nodes are restarted in order, each when the previous one is ready. */
  ROLLING_RESTART("all nodes restarted one by one", Group.PROCESS, 1, 1, 0, 0),
  /** Postgres crashes and recovers. */
  CRASH_POSTGRES("Postgres crashed", Group.PROCESS, 2, 1, 0, 0),
  /**
   * Postgres crashes, and a node that holds unstored messages is killed before it has recovered.
   */
  CRASH_POSTGRES_AND_KILL("Postgres crashed, and a node killed", Group.PROCESS, 2, 1, 0, 1_000),
  /** Some statements that store messages commit late, and later ones before them. */
  DELAY_COMMITS("commits of stored messages delayed", Group.PROCESS, 1, 1, 8_000, 15_000),
  /** Postgres' machine loses its power, and all that was not synced. */
  CUT_POWER("power of Postgres cut", Group.DISK, 2, 1, 0, 3_000),
  /** The disk of Postgres is full. */
  FILL_DISK("disk of Postgres full", Group.DISK, 1, 1, 500, 5_000),
  /** An fsync of Postgres' log fails. */
  FAIL_SYNC("fsync of Postgres failed", Group.DISK, 1, 1, 0, 0),
  /** The connections of some clients end without a close frame; TCP notifies the nodes. */
  DROP_CLIENTS("clients dropped without a close frame", Group.PROCESS, 1, 1, 0, 0),
  /** The connections of some clients end, and not even TCP notifies the nodes. */
  DROP_CLIENTS_SILENTLY("clients dropped silently", Group.PROCESS, 1, 1, 0, 0),
  /** A node is disconnected from all others; clients and Postgres reach it. */
  PARTITION("a node disconnected from the others", Group.NETWORK, 2, 2, 5_000, 25_000),
  /** Two nodes are disconnected from each other. */
  PARTITION_PAIR("two nodes disconnected from each other", Group.NETWORK, 1, 3, 5_000, 25_000),
  /** Packets from one node to another are lost; those in the other direction arrive. */
  CUT_ONE_WAY("packets from a node to another lost", Group.NETWORK, 1, 2, 5_000, 25_000),
  /** A node and Postgres are disconnected; neither notices but by silence. */
  CUT_POSTGRES("a node disconnected from Postgres", Group.NETWORK, 2, 1, 5_000, 25_000),
  /** A node and its clients are disconnected; neither notices but by silence. */
  CUT_CLIENTS("a node disconnected from its clients", Group.NETWORK, 1, 1, 5_000, 25_000),
  /** The link of a node loses, duplicates and delays packets, and so changes their order. */
  IMPAIR_LINK("a node's link impaired", Group.NETWORK, 2, 1, 5_000, 20_000),
  /** The wall clock of a node jumps, and later back. */
  JUMP_NODE_CLOCK("clock of a node changed", Group.CLOCK, 2, 1, 3_000, 15_000),
  /** The wall clock of Postgres jumps, a node restarts meanwhile, and the clock jumps back. */
  JUMP_POSTGRES_CLOCK("clock of Postgres changed", Group.CLOCK, 1, 1, 0, 5_000),
  /** The wall clocks of all nodes and of Postgres jump, and later back. */
  JUMP_ALL_CLOCKS("all clocks changed", Group.CLOCK, 1, 1, 3_000, 15_000),
  /** The primary is killed, its standby promoted, and the old primary becomes the standby. */
  FAIL_OVER("the standby of Postgres promoted", Group.FAILOVER, 2, 1, 0, 5_000);

  /** The part that a fault breaks, which determines its requirements. */
  enum Group {
    /** Processes and their connections. */
    PROCESS,
    /** The network, in separate namespaces. */
    NETWORK,
    /** Wall clocks, by a preloaded library. */
    CLOCK,
    /** The disk of Postgres, by a file system in user space. */
    DISK,
    /** The primary of Postgres, which has a standby. */
    FAILOVER
  }

  private final String text;
  private final Group group;
  private final int weight;
  private final int minNodes;
  private final int minMillis;
  private final int maxMillis;

  Fault(String text, Group group, int weight, int leastNodes, int leastMillis, int mostMillis) {
    this.text = text;
    this.group = group;
    this.weight = weight;
    this.minNodes = leastNodes;
    this.minMillis = leastMillis;
    this.maxMillis = mostMillis;
  }

  /** The faults of these groups that are possible with this number of nodes. */
  static Set<Fault> of(int nodes, Set<Group> groups) {
    EnumSet<Fault> possible = EnumSet.allOf(Fault.class);
    possible.removeIf(fault -> fault.minNodes > nodes || !groups.contains(fault.group));
    return possible;
  }

  /** The part that it breaks. */
  Group group() {
    return group;
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
