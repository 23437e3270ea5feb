package org.messagingserver.tools.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The parsed arguments.
 *
 * @param rows the rows to measure, in order; at least one
 * @param rounds number of rounds of each row
 * @param file file for the table; none if it is only printed
 */
record Options(List<String> rows, int rounds, Optional<Path> file) {
  private static final int ROUNDS = 5;
  private static final int MAX_ROUNDS = 99;

  /**
   * Parses the arguments.
   *
   * @param known the names of all rows
   * @param usual file for the table of all rows
   * @throws IllegalArgumentException with one line for the user
   */
  static Options parse(List<String> words, List<String> known, Path usual) {
    List<String> rows = new ArrayList<>();
    int rounds = ROUNDS;
    Optional<Path> file = Optional.empty();
    boolean told = false;
    Iterator<String> rest = words.iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      switch (word) {
        case "--rounds" -> rounds = rounds(rest);
        case "--write" -> {
          file = Optional.of(Path.of(value(word, "a file", rest)));
          told = true;
        }
        case "--no-write" -> told = true;
        default -> rows.add(row(word, known));
      }
    }
    if (!told && rows.isEmpty()) {
      file = Optional.of(usual);
    }
    List<String> chosen =
        known.stream().filter(row -> rows.isEmpty() || rows.contains(row)).toList();
    return new Options(chosen, rounds, file);
  }

  private static String row(String word, List<String> known) {
    if (!known.contains(word)) {
      throw new IllegalArgumentException("unknown row " + word + "; see --help");
    }
    return word;
  }

  private static int rounds(Iterator<String> rest) {
    String value = value("--rounds", "a number", rest);
    if (!value.matches("[1-9]\\d?")) {
      throw new IllegalArgumentException("--rounds must be a number from 1 to " + MAX_ROUNDS);
    }
    return Integer.parseInt(value);
  }

  private static String value(String option, String what, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs " + what);
    }
    return rest.next();
  }
}
