package org.messagingserver.tools.scaling;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The parsed arguments.
 *
 * @param nodes numbers of nodes, two at least each
 */
record Options(List<Integer> nodes, Load load, Machines machines) {
  private static final List<Integer> NODES = List.of(3, 5, 10, 20, 30, 50, 100);
  private static final int MAX_NODES = 1000;

  /**
   * Parses the arguments.
   *
   * @throws IllegalArgumentException with one line for the user
   */
  static Options parse(List<String> words) {
    Options options = new Options(NODES, Load.USUAL, Machines.USUAL);
    Iterator<String> rest = words.iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      if (!word.startsWith("--") || !rest.hasNext()) {
        throw new IllegalArgumentException(
            word.startsWith("--") ? word + " needs a value" : "unknown argument " + word);
      }
      options = options.with(word, rest.next());
    }
    return options;
  }

  private Options with(String option, String value) {
    return switch (option) {
      case "--nodes" -> new Options(nodes(value), load, machines);
      case "--devices" -> with(load.withDevices(positive(option, value)));
      case "--online" -> with(load.withOnline(percent(option, value)));
      case "--logins" -> with(load.withLogins(positive(option, value)));
      case "--messages" -> with(load.withMessages(positive(option, value)));
      case "--live" -> with(load.withLive(percent(option, value)));
      case "--gib" -> with(machines.withGib(positive(option, value)));
      case "--processors" -> with(machines.withProcessors(positive(option, value)));
      case "--postgres" -> with(machines.withStoreProcessors(positive(option, value)));
      default -> throw new IllegalArgumentException("unknown option " + option + "; see --help");
    };
  }

  private Options with(Load other) {
    return new Options(nodes, other, machines);
  }

  private Options with(Machines other) {
    return new Options(nodes, load, other);
  }

  private static List<Integer> nodes(String value) {
    if (!value.matches("\\d{1,4}(,\\d{1,4})*")) {
      throw new IllegalArgumentException("--nodes needs numbers, like 3,10,30");
    }
    List<Integer> nodes = Stream.of(value.split(",", -1)).map(Integer::valueOf).toList();
    if (nodes.stream().anyMatch(count -> count < 2 || count > MAX_NODES)) {
      throw new IllegalArgumentException("--nodes must be from 2 to " + MAX_NODES);
    }
    return nodes;
  }

  private static double positive(String option, String value) {
    if (!value.matches("\\d{1,12}(\\.\\d{1,6})?") || Double.parseDouble(value) == 0) {
      throw new IllegalArgumentException(option + " needs a number above 0");
    }
    return Double.parseDouble(value);
  }

  private static double percent(String option, String value) {
    double share = positive(option, value) / 100;
    if (share > 1) {
      throw new IllegalArgumentException(option + " needs a share in %, at most 100");
    }
    return share;
  }
}
