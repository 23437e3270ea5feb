package org.messagingserver.tools.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The parsed arguments of {@code bench connections}.
 *
 * @param counts numbers of connections, ascending; at least two
 * @param transports with TLS or without, or both
 * @param jdks directories of the JDKs that run the server
 */
record ConnectionOptions(List<Integer> counts, List<Transport> transports, List<Path> jdks) {
  private static final List<Integer> COUNTS = List.of(1000, 5000, 10_000, 15_000, 19_000);
  private static final int MIN_COUNT = 100;

  /** How clients connect. */
  enum Transport {
    PLAIN("no TLS"),
    TLS("TLS");

    private final String title;

    Transport(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /**
   * Parses the arguments.
   *
   * @throws IllegalArgumentException with one line for the user
   */
  static ConnectionOptions parse(List<String> words) {
    List<Integer> counts = COUNTS;
    List<Transport> transports = new ArrayList<>();
    List<Path> jdks = new ArrayList<>();
    Iterator<String> rest = words.iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      switch (word) {
        case "--counts" -> counts = counts(value(word, "numbers", rest));
        case "--tls" -> transports.add(Transport.TLS);
        case "--plain" -> transports.add(Transport.PLAIN);
        case "--java" -> jdks.add(jdk(value(word, "the directory of a JDK", rest)));
        default -> throw new IllegalArgumentException("unknown argument " + word + "; see --help");
      }
    }
    return new ConnectionOptions(
        counts,
        transports.isEmpty() ? List.of(Transport.values()) : List.copyOf(transports),
        jdks.isEmpty() ? List.of(Path.of(System.getProperty("java.home"))) : List.copyOf(jdks));
  }

  private static List<Integer> counts(String value) {
    if (!value.matches("[1-9]\\d{0,7}(,[1-9]\\d{0,7})+")) {
      throw new IllegalArgumentException("--counts needs two numbers or more, like 1000,5000");
    }
    List<Integer> counts = Stream.of(value.split(",", -1)).map(Integer::valueOf).toList();
    if (!counts.equals(counts.stream().sorted().distinct().toList()) || counts.get(0) < MIN_COUNT) {
      throw new IllegalArgumentException("--counts must ascend, from " + MIN_COUNT + " or more");
    }
    return counts;
  }

  private static Path jdk(String directory) {
    Path jdk = Path.of(directory);
    if (!Files.isExecutable(jdk.resolve("bin").resolve("java"))) {
      throw new IllegalArgumentException("--java: " + directory + " has no bin/java");
    }
    return jdk;
  }

  private static String value(String option, String what, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs " + what);
    }
    return rest.next();
  }
}
