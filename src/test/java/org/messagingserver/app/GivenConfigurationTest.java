package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.messagingserver.config.ConfigVariables;

class GivenConfigurationTest {
  private static final JsonObject DEFAULTS = ConfigurationFile.read("conf/server.json");

  @Test
  void isAllDefaultsWithoutFileAndEnvironment() {
    assertThat(GivenConfiguration.read(Optional.empty(), Map.of()).config())
        .isEqualTo(new JsonObject());
  }

  @Test
  void takesEveryKeyOfTheShippedFileFromTheEnvironment() {
    Map<String, Object> keys = new TreeMap<>();
    put(keys, "", DEFAULTS);
    Map<String, String> environment = new TreeMap<>();
    keys.forEach((key, value) -> environment.put(ConfigVariables.name(key), inEnvironment(value)));

    JsonObject config = GivenConfiguration.read(Optional.empty(), environment).config();

    Map<String, Object> taken = new TreeMap<>();
    put(taken, "", config);
    assertThat(taken).isEqualTo(keys);
    assertThatNoException().isThrownBy(() -> Configuration.read(config));
  }

  private static String inEnvironment(Object value) {
    return value instanceof String text ? text : Json.encode(value);
  }

  /** An empty section is a key; keys whose default depends on the machine are not. */
  private static void put(Map<String, Object> keys, String prefix, JsonObject section) {
    for (String name : section.fieldNames()) {
      Object value = section.getValue(name);
      if (value instanceof JsonObject inner && !inner.isEmpty()) {
        put(keys, prefix + name + ".", inner);
      } else if (value != null) {
        keys.put(prefix + name, value);
      }
    }
  }

  @Test
  void leavesToTheirReadersTheSecretsThatStandInTheEnvironment() {
    Map<String, String> environment =
        Map.of("MESSAGING_SERVER_ADMIN_TOKEN", "x", "MESSAGING_SERVER_KEYS_PASSPHRASE", "x");

    assertThat(GivenConfiguration.read(Optional.empty(), environment).config())
        .isEqualTo(new JsonObject());
  }
}
