package org.messagingserver.config;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The result of reading a configuration so far: keys that exist, keys that it contains, and
 * problems.
 */
final class ConfigErrors {
  private static final LevenshteinDistance EDITS = LevenshteinDistance.getDefaultInstance();

  private static final String NESTED = "an object in an object, like {\"http\": {\"port\": 8080}}";

  private final Map<String, Class<?>> known = new LinkedHashMap<>();
  private final Set<String> sections = new LinkedHashSet<>();
  private final Set<String> present = new LinkedHashSet<>();
  // A section that is read twice has its problems once.
  private final Set<ConfigError> problems = new LinkedHashSet<>();

  void known(String path, Class<?> type) {
    known.put(path, type);
  }

  void section(String path) {
    sections.add(path);
  }

  /** The known keys that are no sections, each with the type of its value. */
  Map<String, Class<?>> keys() {
    Map<String, Class<?>> keys = new LinkedHashMap<>(known);
    keys.keySet().removeAll(sections);
    return keys;
  }

  void present(String prefix, Set<String> keys) {
    for (String key : keys) {
      if (key.contains(".")) {
        // Else it would pass for the path of another key, and what stands there be lost.
        problems.add(new ConfigError(prefix + key, "a key with a dot", NESTED));
      } else {
        present.add(prefix + key);
      }
    }
  }

  void add(List<ConfigError> found) {
    problems.addAll(found);
  }

  void check() {
    for (String path : present) {
      if (!known.containsKey(path)) {
        problems.add(
            new ConfigError(
                path,
                "an unknown key",
                FormerKeys.replacement(path)
                    .or(() -> nearest(path).map(near -> "perhaps " + near))
                    .orElse("a key of conf/server.json")));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(List.copyOf(problems));
    }
  }

  /** The known key that looks most like this one: by its whole path, or by its last part alone. */
  private Optional<String> nearest(String path) {
    return known.keySet().stream()
        .min(Comparator.comparingInt(candidate -> distance(path, candidate)))
        .filter(candidate -> distance(path, candidate) <= Math.max(2, lastPart(path).length() / 2));
  }

  private static int distance(String path, String candidate) {
    return Math.min(
        EDITS.apply(path, candidate), EDITS.apply(lastPart(path), lastPart(candidate)) + 1);
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
