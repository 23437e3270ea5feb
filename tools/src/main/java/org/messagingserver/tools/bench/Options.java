package org.messagingserver.tools.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The parsed arguments.
 *
 * @param rows to be measured, in their order; never none
 * @param rounds of each
 * @param file that gets the table; none where it is only printed
 */
record Options(List<String> rows, int rounds, Optional<Path> file) {
  private static final int ROUNDS = 5;
  private static final int MOST_ROUNDS = 99;

  /**
   * Reads them strictly.
   *
   * @param known the names of all rows
   * @param usual gets the table of all rows
   * @throws IllegalArgumentException with a line for the user
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
      throw new IllegalArgumentException("there is no row " + word + "; see --help");
    }
    return word;
  }

  private static int rounds(Iterator<String> rest) {
    String value = value("--rounds", "a number", rest);
    if (!value.matches("[1-9]\\d?")) {
      throw new IllegalArgumentException("--rounds needs a number from 1 to " + MOST_ROUNDS);
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
