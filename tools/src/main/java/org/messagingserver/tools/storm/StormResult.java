package org.messagingserver.tools.storm;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The outcome of a storm.
 *
 * @param users that lost their sockets
 * @param online logged in at the end
 * @param halfSeconds from the beginning of the storm until half of the logins
 * @param mostSeconds the same of 99 % of them
 * @param allSeconds until the last login
 * @param failures failed attempts by their kind
 */
public record StormResult(
    int users,
    int online,
    double halfSeconds,
    double mostSeconds,
    double allSeconds,
    Map<String, Integer> failures) {
  /** The kind of an attempt that the server refused because it could not reach its database. */
  public static final String UNAVAILABLE = "unavailable";

  public StormResult {
    failures = Map.copyOf(failures);
  }

  /** Failed attempts of a kind. */
  public int failed(String kind) {
    return failures.getOrDefault(kind, 0);
  }

  /** Failed attempts of all kinds. */
  public int failed() {
    return failures.values().stream().mapToInt(count -> count).sum();
  }

  /** Whether all users were logged in by then, and none was answered {@code unavailable}. */
  boolean holds(long limitSeconds) {
    return online == users && allSeconds <= (double) limitSeconds && failed(UNAVAILABLE) == 0;
  }

  /** For people. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "%,d of %,d users are logged in: half after %.1f s, 99 %% after %.1f s, the last after %.1f"
            + " s%n%s",
        online,
        users,
        halfSeconds,
        mostSeconds,
        allSeconds,
        describeFailures());
  }

  /** The failures, a line for each kind. */
  String describeFailures() {
    return failures.isEmpty()
        ? "no attempt failed\n"
        : new TreeMap<>(failures)
            .entrySet().stream()
                .map(
                    kind ->
                        String.format(
                            Locale.ROOT,
                            "%,d attempts failed: %s%n",
                            kind.getValue(),
                            kind.getKey()))
                .collect(Collectors.joining());
  }

  /** For programs. */
  JsonObject toJson() {
    JsonObject kinds = new JsonObject();
    failures.forEach(kinds::put);
    return new JsonObject()
        .put("users", users)
        .put("online", online)
        .put("halfSeconds", halfSeconds)
        .put("mostSeconds", mostSeconds)
        .put("allSeconds", allSeconds)
        .put("failures", kinds);
  }

  /** Of what {@link #toJson} has made. */
  public static StormResult of(JsonObject json) {
    Map<String, Integer> kinds = new TreeMap<>();
    json.getJsonObject("failures")
        .forEach(kind -> kinds.put(kind.getKey(), ((Number) kind.getValue()).intValue()));
    return new StormResult(
        json.getInteger("users"),
        json.getInteger("online"),
        json.getDouble("halfSeconds"),
        json.getDouble("mostSeconds"),
        json.getDouble("allSeconds"),
        kinds);
  }
}
