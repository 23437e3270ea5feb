package org.messagingserver.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The form that a key's value has in the environment: a text stands there as it is, everything else
 * as JSON.
 *
 * @param type of the value in a configuration
 */
record ConfigVariable(String key, Class<?> type) {
  private static final int MOST_BYTES = 65_536;

  private static final Map<Class<?>, String> FORMS =
      Map.of(
          String.class, "a text",
          Number.class, "a whole number",
          Boolean.class, "true or false",
          JsonArray.class, "a list in JSON, like [\"a\", \"b\"]",
          JsonObject.class, "an object in JSON, like {\"a\": \"b\"}");

  /**
   * Puts what the environment gives into a configuration, or complains. A section that is no object
   * stays as it is: reading the configuration refuses it.
   *
   * @param name of the variable
   * @param inFile whether the text names a file that holds the value
   */
  void put(
      JsonObject config, String name, String text, boolean inFile, Consumer<ConfigError> problems) {
    try {
      put(config, key, value(inFile ? read(text) : text));
    } catch (IOException | InvalidPathException e) {
      problems.accept(
          new ConfigError(name, "no readable file of UTF-8", "the path of a file with the value"));
    } catch (DecodeException e) {
      problems.accept(new ConfigError(name, "something else", FORMS.get(type)));
    }
  }

  private Object value(String text) {
    if (text.isEmpty()) {
      throw new DecodeException("empty");
    }
    Object value = type == String.class ? text : Json.decodeValue(text);
    if (!type.isInstance(value)) {
      throw new DecodeException("of another type");
    }
    return value;
  }

  /** Without the end of the last line. */
  private static String read(String file) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(MOST_BYTES));
      return UTF_8.newDecoder().decode(bytes).toString().replaceFirst("\\r?\\n\\z", "");
    }
  }

  private static void put(JsonObject section, String path, Object value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      section.put(path, value);
      return;
    }
    String name = path.substring(0, dot);
    Object inner = section.getValue(name);
    if (inner == null) {
      inner = new JsonObject();
      section.put(name, inner);
    }
    if (inner instanceof JsonObject object) {
      put(object, path.substring(dot + 1), value);
    }
  }
}
