package org.messagingserver.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The configuration cannot be used; holds everything that is wrong with it. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<ConfigError> problems;

  /**
   * @param problems at least one
   */
  public ConfigException(List<ConfigError> problems) {
    super(problems.stream().map(ConfigError::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /**
   * For the compact constructor of a settings record: throws when any of the checks found a
   * problem, with all that were found.
   */
  @SafeVarargs
  public static void check(Stream<ConfigError>... checks) {
    List<ConfigError> problems = new ArrayList<>();
    for (Stream<ConfigError> found : checks) {
      found.forEach(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  /** The problems, in the order in which they were found. */
  public List<ConfigError> problems() {
    return problems;
  }
}
