package org.messagingserver.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The configuration cannot be used; holds everything that is wrong with it. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /**
   * @param problems at least one
   */
  public SettingsException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /**
   * For the compact constructor of a settings record: throws when any of the checks found a
   * problem, with all that were found.
   */
  @SafeVarargs
  public static void check(Stream<Problem>... checks) {
    List<Problem> problems = new ArrayList<>();
    for (Stream<Problem> found : checks) {
      found.forEach(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }

  /** The problems, in the order in which they were found. */
  public List<Problem> problems() {
    return problems;
  }
}
