package org.messagingserver.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;

class LimitsSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connections",
        "handshakesPerSecond",
        "burstSeconds",
        "oneTimeKeysPerUserPerMinute",
        "connection.requestsPerSecond",
        "connection.bytesPerSecond",
        "source.connections",
        "source.handshakesPerSecond",
        "source.requestsPerSecond",
        "source.bytesPerSecond",
        "source.failedLoginsPerMinute",
        "source.registrationsPerMinute",
        "sourceRecipient.messagesPerSecond",
        "sourceRecipient.bytesPerSecond",
        "sourceRecipient.messagesPerHour",
        "sourceRecipient.bytesPerHour",
        "sourceRecipient.oneTimeKeysPerHour",
        "messageBytes"
      })
  void refusesAKeyThatWouldLetNothingThrough(String path) {
    List<String> keys = List.of(path.split("\\."));
    JsonObject last = new JsonObject().put(keys.get(keys.size() - 1), 0);
    JsonObject limits = keys.size() == 1 ? last : new JsonObject().put(keys.get(0), last);

    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> TestLimits.settings(limits));

    assertThat(refused.problems()).extracting(ConfigError::path).containsExactly("limits." + path);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, Integer.MAX_VALUE})
  void takesTheSmallestAndTheLargestRates(int rate) {
    JsonObject rates = new JsonObject().put("requestsPerSecond", rate).put("bytesPerSecond", rate);
    TestLimits limits =
        new TestLimits(
            new JsonObject()
                .put("burstSeconds", 3600)
                .put("connection", rates)
                .put("source", rates));

    assertThat(limits.from("192.0.2.1").request(1)).isZero();
  }
}
