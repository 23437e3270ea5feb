package org.messagingserver.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One JSON object of the configuration, read key by key. A key that is absent or null gives its
 * default; one of the wrong type gives its default too and is remembered as a problem, so that all
 * problems can be reported together.
 */
public final class ConfigSection {
  private final JsonObject json;
  private final String prefix;
  private final ConfigErrors configErrors;

  private ConfigSection(JsonObject json, String prefix, ConfigErrors configErrors) {
    this.json = json;
    this.prefix = prefix;
    this.configErrors = configErrors;
    configErrors.present(prefix, json.fieldNames());
  }

  /**
   * Reads a whole configuration.
   *
   * @param reader builds the settings from the top-level section
   * @throws ConfigException with everything that is wrong, unknown keys included
   */
  public static <T> T readAll(JsonObject json, Function<ConfigSection, T> reader) {
    ConfigErrors configErrors = new ConfigErrors();
    ConfigSection root = new ConfigSection(json, "", configErrors);
    T settings = root.build(() -> reader.apply(root));
    configErrors.check();
    return settings;
  }

  /**
   * Every key that a reader asks for, with the type that its value has in JSON. A section is none.
   *
   * @param reader as for a whole configuration
   */
  public static Map<String, Class<?>> keys(Function<ConfigSection, ?> reader) {
    ConfigErrors configErrors = new ConfigErrors();
    ConfigSection root = new ConfigSection(new JsonObject(), "", configErrors);
    root.build(() -> reader.apply(root));
    return configErrors.keys();
  }

  /** The object at a key; empty if absent. */
  public ConfigSection section(String key) {
    configErrors.section(path(key));
    return new ConfigSection(
        value(key, JsonObject.class, "an object", new JsonObject()), path(key) + ".", configErrors);
  }

  /** Runs a settings record's constructor and remembers what it refused; null then. */
  public <T> T build(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (ConfigException refused) {
      configErrors.add(refused.problems());
      return null;
    }
  }

  /** The text at a key. */
  public String text(String key, String otherwise) {
    return value(key, String.class, "a text", otherwise);
  }

  /** The text at a key that has no default. */
  public Optional<String> text(String key) {
    return Optional.ofNullable(text(key, null));
  }

  /** The path at a key; a relative one is relative to the working directory. */
  public Path file(String key, String otherwise) {
    return file(key).orElseGet(() -> Path.of(otherwise));
  }

  /** The path at a key that has no default. */
  public Optional<Path> file(String key) {
    return text(key).flatMap(text -> path(key, text));
  }

  private Optional<Path> path(String key, String text) {
    try {
      if (!text.isEmpty()) {
        return Optional.of(Path.of(text));
      }
    } catch (InvalidPathException e) {
      // Reported below, without the exception's message: that quotes the text.
    }
    return refused(key, "a text that is no path", "a path", Optional.empty());
  }

  /** The texts in the list at a key; none where it is absent. */
  public List<String> texts(String key) {
    JsonArray array = value(key, JsonArray.class, "a list of texts", new JsonArray());
    List<String> texts = new ArrayList<>();
    for (Object element : array) {
      if (element instanceof String text) {
        texts.add(text);
      } else {
        refused(key, describe(element) + " in the list", "a list of texts", null);
      }
    }
    return texts;
  }

  /**
   * The whole numbers in the list at a key.
   *
   * @param otherwise in the list where it is absent
   */
  public List<Integer> integers(String key, int... otherwise) {
    JsonArray usual = new JsonArray(IntStream.of(otherwise).boxed().toList());
    JsonArray array = value(key, JsonArray.class, "a list of numbers", usual);
    List<Integer> numbers = new ArrayList<>();
    for (Object element : array) {
      if (element instanceof Integer number) {
        numbers.add(number);
      } else {
        refused(key, describe(element) + " in the list", "a list of whole numbers", null);
      }
    }
    return numbers;
  }

  /** The texts in the object at a key, by names that are no keys of ours; none where absent. */
  public Map<String, String> textsByName(String key) {
    JsonObject object = value(key, JsonObject.class, "an object", new JsonObject());
    Map<String, String> texts = new LinkedHashMap<>();
    object.forEach(
        entry -> {
          if (entry.getValue() instanceof String text) {
            texts.put(entry.getKey(), text);
          } else {
            refused(key, describe(entry.getValue()) + " in the object", "texts", null);
          }
        });
    return texts;
  }

  /** The whole number at a key. */
  public int integer(String key, int otherwise) {
    long number = whole(key, otherwise);
    if (number != (int) number) {
      return refused(
          key, String.valueOf(number), "a whole number from -2147483648 to 2147483647", otherwise);
    }
    return (int) number;
  }

  /** The whole number at a key, up to 2⁶³ − 1. */
  public long whole(String key, long otherwise) {
    Number number = value(key, Number.class, "a whole number", otherwise);
    if (number instanceof Integer || number instanceof Long) {
      return number.longValue();
    }
    return refused(key, describe(number), "a whole number", otherwise);
  }

  /** The true or false at a key. */
  public boolean flag(String key, boolean otherwise) {
    return value(key, Boolean.class, "true or false", otherwise);
  }

  /** The true or false at a key that has no default. */
  public Optional<Boolean> flag(String key) {
    return Optional.ofNullable(value(key, Boolean.class, "true or false", null));
  }

  /** The duration at a key whose name ends in {@code Millis}. */
  public Duration millis(String key, long otherwise) {
    return Duration.ofMillis(whole(key, otherwise));
  }

  /** The duration at a key whose name ends in {@code Seconds}. */
  public Duration seconds(String key, int otherwise) {
    return Duration.ofSeconds(integer(key, otherwise));
  }

  /** The duration at a key whose name ends in {@code Days}. */
  public Duration days(String key, int otherwise) {
    return Duration.ofDays(integer(key, otherwise));
  }

  private <T> T value(String key, Class<T> type, String allowed, T otherwise) {
    configErrors.known(path(key), type);
    Object found = json.getValue(key);
    if (found == null) {
      return otherwise;
    }
    if (!type.isInstance(found)) {
      return refused(key, describe(found), allowed, otherwise);
    }
    return type.cast(found);
  }

  private <T> T refused(String key, String found, String allowed, T otherwise) {
    configErrors.add(List.of(new ConfigError(path(key), found, allowed)));
    return otherwise;
  }

  private String path(String key) {
    return prefix + key;
  }

  /** Names the kind of a value; the value itself only where it cannot be a secret. */
  private static String describe(Object value) {
    if (value instanceof BigInteger) {
      return "a huge number";
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof String) {
      return "a text";
    }
    if (value instanceof JsonArray) {
      return "a list";
    }
    return value instanceof JsonObject ? "an object" : "null";
  }
}
