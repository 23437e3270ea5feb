package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Defaults that depend on other keys. */
class ConfigurationTest {

  @ParameterizedTest
  @CsvSource({
    "{}, true",
    "'{\"postgres\": {\"uri\": \"postgresql://u@h/d\"}}', false",
    "'{\"postgres\": {\"uri\": \"postgresql://u@h/d\"}, \"http\": {\"explorer\": true}}', true",
    "'{\"http\": {\"explorer\": false}}', false"
  })
  void servesTheExplorerBesideAnEmbeddedDatabaseUnlessToldOtherwise(String json, boolean isOn) {
    assertThat(Configuration.read(new JsonObject(json)).servesExplorer()).isEqualTo(isOn);
  }
}
