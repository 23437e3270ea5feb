package org.messagingserver.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * What reading a configuration has turned up so far: keys that exist, keys that stand in it, and
 * problems.
 */
final class Findings {
  private static final LevenshteinDistance EDITS = LevenshteinDistance.getDefaultInstance();

  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> present = new LinkedHashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  void known(String path) {
    known.add(path);
  }

  void present(String prefix, Set<String> keys) {
    keys.forEach(key -> present.add(prefix + key));
  }

  void add(List<Problem> found) {
    problems.addAll(found);
  }

  void check() {
    for (String path : present) {
      if (!known.contains(path)) {
        problems.add(
            new Problem(
                path,
                "an unknown key",
                nearest(path).map(near -> "perhaps " + near).orElse("a key of conf/server.json")));
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }

  /** The known key that looks most like this one: by its whole path, or by its last part alone. */
  private Optional<String> nearest(String path) {
    return known.stream()
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
