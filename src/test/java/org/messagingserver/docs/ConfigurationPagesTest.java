package org.messagingserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Operators are told of every key of the configuration. */
class ConfigurationPagesTest {

  @Test
  void nameEveryKey() throws IOException {
    JsonObject defaults = new JsonObject(Files.readString(Path.of("conf", "server.json")));

    Stream<String> named = Page.read(Path.of("README.md")).codes();

    assertThat(named).containsAll(keys(defaults, "").toList());
  }

  /** An empty section is a key whose value is an object. */
  private static Stream<String> keys(JsonObject section, String prefix) {
    return section.stream()
        .flatMap(
            entry ->
                entry.getValue() instanceof JsonObject inner && !inner.isEmpty()
                    ? keys(inner, prefix + entry.getKey() + ".")
                    : Stream.of(prefix + entry.getKey()));
  }
}
