package org.messagingserver.tools.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.messagingserver.tools.localcluster.Replication;

/**
 * The parsed arguments.
 *
 * @param length time during which faults are injected
 * @param seed seed of the random decisions
 * @param nodes number of nodes
 * @param rate messages per second of all senders together
 * @param groups what is broken
 * @param replication whether Postgres has a standby
 * @param faults the kinds to inject, as far as they are possible
 * @param postgres settings of Postgres that are changed before the run
 * @param history file for the history, if there is to be one
 */
record Options(
    Duration length,
    long seed,
    int nodes,
    int rate,
    Set<Fault.Group> groups,
    Replication replication,
    Set<Fault> faults,
    Map<String, String> postgres,
    Optional<Path> history) {
  private static final int MAX_MINUTES = 24 * 60;
  private static final int MAX_NODES = 9;
  private static final int MAX_RATE = 5_000;
  private static final long SECONDS = 60;

  Options {
    if (groups.containsAll(EnumSet.of(Fault.Group.DISK, Fault.Group.FAILOVER))) {
      throw new IllegalArgumentException(
          "--disk-faults and --failover exclude each other: the disk would be that of both servers");
    }
  }

  /**
   * Parses the arguments.
   *
   * @throws IllegalArgumentException with one line for the user
   */
  static Options parse(List<String> words) {
    double minutes = 2;
    long seed = ThreadLocalRandom.current().nextLong(1_000_000_000);
    int nodes = 3;
    int rate = 300;
    Set<Fault> faults = EnumSet.allOf(Fault.class);
    Map<String, String> postgres = new TreeMap<>();
    Optional<Path> history = Optional.empty();
    Replication replication = Replication.NONE;
    Set<Fault.Group> groups = EnumSet.of(Fault.Group.PROCESS, Fault.Group.NETWORK);
    Iterator<String> rest = words.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--minutes" -> minutes = number(option, rest, 0.1, MAX_MINUTES);
        case "--seed" -> seed = (long) number(option, rest, 0, 1L << 53);
        case "--nodes" -> nodes = (int) number(option, rest, 1, MAX_NODES);
        case "--rate" -> rate = (int) number(option, rest, 1, MAX_RATE);
        case "--disk-faults" -> groups.add(Fault.Group.DISK);
        case "--faults" -> faults = faults(option, rest);
        case "--postgres" -> setting(option, rest, postgres);
        case "--history" -> history = Optional.of(path(option, rest));
        case "--without-network" -> groups.remove(Fault.Group.NETWORK);
        case "--clock-faults" -> groups.add(Fault.Group.CLOCK);
        case "--failover" -> replication = Replication.SYNCHRONOUS;
        case "--asynchronous-failover" -> replication = Replication.ASYNCHRONOUS;
        default -> throw new IllegalArgumentException("unknown option " + option + "; see --help");
      }
    }
    if (replication != Replication.NONE) {
      groups.add(Fault.Group.FAILOVER);
    }
    return new Options(
        Duration.ofSeconds(Math.round(minutes * SECONDS)),
        seed,
        nodes,
        rate,
        Collections.unmodifiableSet(groups),
        replication,
        Collections.unmodifiableSet(faults),
        Map.copyOf(postgres),
        history);
  }

  private static Set<Fault> faults(String option, Iterator<String> rest) {
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    for (String name : (rest.hasNext() ? rest.next() : "").split(",", -1)) {
      faults.add(
          Stream.of(Fault.values())
              .filter(fault -> fault.optionName().equals(name))
              .findFirst()
              .orElseThrow(
                  () -> new IllegalArgumentException(option + " must be among " + Fault.names())));
    }
    return faults;
  }

  private static void setting(String option, Iterator<String> rest, Map<String, String> settings) {
    String[] parts = (rest.hasNext() ? rest.next() : "").split("=", 2);
    if (parts.length < 2 || !parts[0].matches("[a-z_]+")) {
      throw new IllegalArgumentException(option + " must be NAME=VALUE");
    }
    settings.put(parts[0], parts[1]);
  }

  private static Path path(String option, Iterator<String> rest) {
    String value = rest.hasNext() ? rest.next() : "";
    if (value.isEmpty() || value.startsWith("--")) {
      throw new IllegalArgumentException(option + " must be a file");
    }
    return Path.of(value);
  }

  private static double number(String option, Iterator<String> rest, double least, double most) {
    String value = rest.hasNext() ? rest.next() : "";
    boolean fits =
        value.matches("\\d{1,16}(\\.\\d{1,3})?")
            && Double.parseDouble(value) >= least
            && Double.parseDouble(value) <= most;
    if (!fits) {
      throw new IllegalArgumentException(
          "%s must be a number from %s to %s".formatted(option, plain(least), plain(most)));
    }
    return Double.parseDouble(value);
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }
}
