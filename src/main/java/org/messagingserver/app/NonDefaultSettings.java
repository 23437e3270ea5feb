package org.messagingserver.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The changes of an operator: the keys of a configuration that differ from their defaults. */
final class NonDefaultSettings {
  private static final String DEFAULTS = "/conf/server.json";
  private static final Pattern SECRET =
      Pattern.compile(".*(uri|password|passphrase|secret|token)", Pattern.CASE_INSENSITIVE);

  private NonDefaultSettings() {}

  /**
   * A line for each, without what is secret.
   *
   * @param variables that gave a key, each by that key
   */
  static Stream<String> of(JsonObject config, Map<String, String> variables) {
    Map<String, Object> defaults = values(defaults(), "");
    return values(config, "").entrySet().stream()
        .filter(entry -> entry.getValue() != null)
        .filter(entry -> !text(entry.getValue()).equals(text(defaults.get(entry.getKey()))))
        .map(
            entry ->
                line(entry.getKey(), entry.getValue(), defaults.get(entry.getKey()))
                    + origin(variables.get(entry.getKey())));
  }

  private static String origin(String variable) {
    return variable == null ? "" : ", from " + variable;
  }

  private static String line(String key, Object value, Object usual) {
    String shown = SECRET.matcher(key).matches() ? "(not shown)" : text(value);
    String before = Objects.isNull(usual) ? "none" : text(usual);
    return LogMessage.oneLine("%s: %s, by default %s".formatted(key, shown, before));
  }

  /** Numbers of any type look the same here. */
  private static String text(Object value) {
    return Json.encode(value);
  }

  private static Map<String, Object> values(JsonObject json, String prefix) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String key : json.fieldNames()) {
      Object value = json.getValue(key);
      if (value instanceof JsonObject section) {
        values.putAll(values(section, prefix + key + "."));
      } else {
        values.put(prefix + key, value);
      }
    }
    return values;
  }

  private static JsonObject defaults() {
    try (InputStream in = NonDefaultSettings.class.getResourceAsStream(DEFAULTS)) {
      return new JsonObject(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
