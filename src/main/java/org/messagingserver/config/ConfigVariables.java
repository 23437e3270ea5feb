package org.messagingserver.config;

import static java.util.stream.Collectors.toMap;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Gives each key of the configuration a variable of the environment, by one rule: {@code
 * delivery.handoffMillis} is {@code MESSAGING_SERVER_DELIVERY_HANDOFF_MILLIS}, and with {@code
 * _FILE} behind it names a file that holds the value. No error shows a value.
 */
public final class ConfigVariables {
  private static final String PREFIX = "MESSAGING_SERVER_";
  private static final String FILE = "_FILE";
  private static final LevenshteinDistance EDITS = LevenshteinDistance.getDefaultInstance();

  private final Map<String, ConfigVariable> variables;
  private final Set<String> others;

  /**
   * Takes the keys of a configuration.
   *
   * @param keys each with the type of its value
   * @param others variables with our prefix that are read elsewhere
   */
  public ConfigVariables(Map<String, Class<?>> keys, Set<String> others) {
    variables =
        keys.entrySet().stream()
            .collect(
                toMap(
                    key -> name(key.getKey()),
                    key -> new ConfigVariable(key.getKey(), key.getValue()),
                    ConfigVariables::refuseTwins,
                    TreeMap::new));
    this.others = Set.copyOf(others);
  }

  /** The variable of a key. */
  public static String name(String key) {
    return PREFIX
        + key.replace('.', '_').replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
  }

  private static ConfigVariable refuseTwins(ConfigVariable one, ConfigVariable other) {
    throw new IllegalStateException(one.key() + " and " + other.key() + " have one variable");
  }

  /**
   * A configuration with the variables of the environment in place of its values. Blocks, for
   * files.
   *
   * @throws ConfigException with every variable that is wrong
   */
  public Overridden over(JsonObject file, Map<String, String> environment) {
    List<ConfigError> problems = new ArrayList<>();
    Map<String, String> names = new TreeMap<>();
    JsonObject config = file.copy();
    for (String name : new TreeSet<>(environment.keySet())) {
      if (!name.startsWith(PREFIX) || others.contains(name)) {
        continue;
      }
      String plain = variables.containsKey(name) ? name : withoutFile(name);
      ConfigVariable variable = variables.get(plain);
      if (variable == null) {
        problems.add(new ConfigError(name, "an unknown variable", allowed(name)));
      } else if (names.putIfAbsent(variable.key(), name) != null) {
        problems.add(new ConfigError(name, plain + " as well", "one of them"));
      } else {
        variable.put(config, name, environment.get(name), !name.equals(plain), problems::add);
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new Overridden(config, names);
  }

  private static String withoutFile(String name) {
    return name.endsWith(FILE) ? name.substring(0, name.length() - FILE.length()) : name;
  }

  private String allowed(String name) {
    return nearest(name).map(near -> "perhaps " + near).orElse("the variable of a key");
  }

  /** The one that looks most like this one, or ends like it. */
  private Optional<String> nearest(String name) {
    String part = name.substring(PREFIX.length());
    return variables.keySet().stream()
        .min(Comparator.comparingInt(candidate -> distance(part, candidate)))
        .filter(candidate -> distance(part, candidate) <= Math.max(2, part.length() / 4));
  }

  private static int distance(String part, String candidate) {
    return candidate.endsWith("_" + part)
        ? 1
        : EDITS.apply(part, candidate.substring(PREFIX.length()));
  }

  /**
   * A configuration over which variables have been laid.
   *
   * @param names of the variables, each by the key that it gave
   */
  public record Overridden(JsonObject config, Map<String, String> names) {}
}
