package org.messagingserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigVariablesTest {
  private static final String CANARY = "canary4711";

  private static final ConfigVariables VARIABLES =
      new ConfigVariables(
          Map.of(
              "http.host", String.class,
              "http.port", Number.class,
              "keys.file", String.class,
              "delivery.handoffMillis", Number.class,
              "http.explorer", Boolean.class,
              "http.allowedOrigins", JsonArray.class,
              "log.levels", JsonObject.class),
          Set.of("MESSAGING_SERVER_ADMIN_TOKEN"));

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "http.port, MESSAGING_SERVER_HTTP_PORT",
    "delivery.handoffMillis, MESSAGING_SERVER_DELIVERY_HANDOFF_MILLIS",
    "attachments.s3.maxBytesPerHour, MESSAGING_SERVER_ATTACHMENTS_S3_MAX_BYTES_PER_HOUR",
    "preKeys.low, MESSAGING_SERVER_PRE_KEYS_LOW"
  })
  void namesTheVariableOfEachKeyByOneRule(String key, String name) {
    assertThat(ConfigVariables.name(key)).isEqualTo(name);
  }

  @Test
  void takesEachKindOfValue() {
    assertThat(
            config(
                "{}",
                Map.of(
                    "MESSAGING_SERVER_HTTP_HOST", "::",
                    "MESSAGING_SERVER_HTTP_PORT", "9090",
                    "MESSAGING_SERVER_HTTP_EXPLORER", "false",
                    "MESSAGING_SERVER_HTTP_ALLOWED_ORIGINS", "[\"https://a.example\"]",
                    "MESSAGING_SERVER_LOG_LEVELS", "{\"org.x\": \"FINE\"}")))
        .isEqualTo(
            new JsonObject(
                """
                {"http": {"host": "::", "port": 9090, "explorer": false,
                          "allowedOrigins": ["https://a.example"]},
                 "log": {"levels": {"org.x": "FINE"}}}\
                """));
  }

  @Test
  void standsAboveTheFileAndLeavesItsOtherKeys() {
    JsonObject file = new JsonObject("{\"http\": {\"port\": 1, \"host\": \"a\"}}");

    ConfigVariables.Overridden given =
        VARIABLES.over(file, Map.of("MESSAGING_SERVER_HTTP_PORT", "2", "HTTP_PORT", "3"));

    assertThat(given.config())
        .isEqualTo(new JsonObject("{\"http\": {\"port\": 2, \"host\": \"a\"}}"));
    assertThat(given.names()).containsExactly(Map.entry("http.port", "MESSAGING_SERVER_HTTP_PORT"));
    assertThat(file.getJsonObject("http").getInteger("port")).isEqualTo(1);
  }

  @Test
  void leavesASectionThatIsNoneToWhoReadsTheConfiguration() {
    assertThat(config("{\"http\": 1}", Map.of("MESSAGING_SERVER_HTTP_PORT", "2")))
        .isEqualTo(new JsonObject("{\"http\": 1}"));
  }

  @Test
  void readsAValueFromAFileWithoutTheEndOfItsLine() throws IOException {
    Path file = Files.writeString(directory.resolve("host"), "example\r\n");

    assertThat(config("{}", Map.of("MESSAGING_SERVER_HTTP_HOST_FILE", file.toString())))
        .isEqualTo(new JsonObject("{\"http\": {\"host\": \"example\"}}"));
  }

  @Test
  void takesAKeyThatEndsInFileAsTheKey() {
    assertThat(config("{}", Map.of("MESSAGING_SERVER_KEYS_FILE", "k.json")))
        .isEqualTo(new JsonObject("{\"keys\": {\"file\": \"k.json\"}}"));
  }

  @Test
  void passesOverWhatIsReadElsewhere() {
    assertThat(config("{}", Map.of("MESSAGING_SERVER_ADMIN_TOKEN", "x", "PATH", "y")))
        .isEqualTo(new JsonObject());
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_PROT, perhaps MESSAGING_SERVER_HTTP_PORT",
    "PORT, perhaps MESSAGING_SERVER_HTTP_PORT",
    "DELIVERY_HANDOFFMILLIS, perhaps MESSAGING_SERVER_DELIVERY_HANDOFF_MILLIS",
    "NOTHING_LIKE_IT, the variable of a key"
  })
  void namesTheNearestOfAnUnknownOne(String name, String allowed) {
    String variable = "MESSAGING_SERVER_" + name;

    assertThat(problems(Map.of(variable, CANARY)))
        .containsExactly(new ConfigError(variable, "an unknown variable", allowed));
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_PORT, x4711, a whole number",
    "HTTP_PORT, '\"1\"', a whole number",
    "HTTP_PORT, '', a whole number",
    "HTTP_HOST, '', a text",
    "HTTP_EXPLORER, yes, true or false",
    "HTTP_ALLOWED_ORIGINS, https://a.example, 'a list in JSON, like [\"a\", \"b\"]'",
    "LOG_LEVELS, '[]', 'an object in JSON, like {\"a\": \"b\"}'"
  })
  void refusesAValueOfAnotherForm(String name, String value, String allowed) {
    String variable = "MESSAGING_SERVER_" + name;

    assertThat(problems(Map.of(variable, value)))
        .containsExactly(new ConfigError(variable, "something else", allowed));
  }

  @Test
  void refusesAFileThatCannotBeReadAndAValueThatIsGivenTwice() throws IOException {
    Path file = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff});

    assertThat(
            problems(
                Map.of(
                    "MESSAGING_SERVER_HTTP_PORT",
                    "1",
                    "MESSAGING_SERVER_HTTP_PORT_FILE",
                    CANARY,
                    "MESSAGING_SERVER_HTTP_HOST_FILE",
                    file.toString(),
                    "MESSAGING_SERVER_HTTP_EXPLORER_FILE",
                    directory.resolve(CANARY).toString())))
        .containsExactly(
            unreadable("MESSAGING_SERVER_HTTP_EXPLORER_FILE"),
            unreadable("MESSAGING_SERVER_HTTP_HOST_FILE"),
            new ConfigError(
                "MESSAGING_SERVER_HTTP_PORT_FILE",
                "MESSAGING_SERVER_HTTP_PORT as well",
                "one of them"));
  }

  private static ConfigError unreadable(String name) {
    return new ConfigError(name, "no readable file of UTF-8", "the path of a file with the value");
  }

  @Test
  void refusesKeysThatWouldShareAVariable() {
    assertThatThrownBy(
            () ->
                new ConfigVariables(Map.of("a.bC", String.class, "a.b.c", String.class), Set.of()))
        .isInstanceOf(IllegalStateException.class);
  }

  private static JsonObject config(String file, Map<String, String> environment) {
    return VARIABLES.over(new JsonObject(file), environment).config();
  }

  private static List<ConfigError> problems(Map<String, String> environment) {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> VARIABLES.over(new JsonObject(), environment));
    assertThat(refused).hasMessageNotContaining(CANARY);
    return refused.problems();
  }
}
