package org.messagingserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSectionTest {

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'a':null}", "{'a':{}}", "{'a':{'b':null}}"})
  void givesTheDefaultWhereAKeyIsAbsentOrNull(String json) {
    assertRead(json, root -> root.section("a").text("b", "x")).isEqualTo("x");
    assertRead(json, root -> root.section("a").text("b")).isEqualTo(Optional.empty());
    assertRead(json, root -> root.section("a").texts("b")).isEqualTo(List.of());
    assertRead(json, root -> root.section("a").file("b", "x")).isEqualTo(Path.of("x"));
    assertRead(json, root -> root.section("a").integer("b", 7)).isEqualTo(7);
    assertRead(json, root -> root.section("a").whole("b", 7)).isEqualTo(7L);
    assertRead(json, root -> root.section("a").flag("b", true)).isEqualTo(true);
    assertRead(json, root -> root.section("a").section("b").text("c")).isEqualTo(Optional.empty());
  }

  @Test
  void givesWhatStandsThere() {
    assertRead("{'a':{'b':''}}", root -> root.section("a").text("b", "x")).isEqualTo("");
    assertRead("{'b':'y'}", root -> root.text("b")).isEqualTo(Optional.of("y"));
    assertRead("{'b':['x','y']}", root -> root.texts("b")).isEqualTo(List.of("x", "y"));
    assertRead("{'b':'/k'}", root -> root.file("b", "x")).isEqualTo(Path.of("/k"));
    assertRead("{'b':false}", root -> root.flag("b", true)).isEqualTo(false);
    assertRead("{'b':0}", root -> root.millis("b", 5)).isEqualTo(Duration.ZERO);
    assertRead("{'b':2}", root -> root.millis("b", 5)).isEqualTo(Duration.ofMillis(2));
    assertRead("{'b':2}", root -> root.seconds("b", 5)).isEqualTo(Duration.ofSeconds(2));
    assertRead("{'b':2}", root -> root.days("b", 5)).isEqualTo(Duration.ofDays(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE})
  void takesEveryInteger(int number) {
    assertRead("{'b':" + number + "}", root -> root.integer("b", 7)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, 2147483648L, Long.MAX_VALUE})
  void takesEveryLongWhereOneMayStand(long number) {
    assertRead("{'b':" + number + "}", root -> root.whole("b", 7)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483648", "-2147483649", "9223372036854775807"})
  void refusesAWholeNumberThatIsNoInteger(String number) {
    assertThat(problems("{'a':{'b':" + number + "}}", root -> root.section("a").integer("b", 7)))
        .containsExactly(
            new ConfigError("a.b", number, "a whole number from -2147483648 to 2147483647"));
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, 1.5",
    "1.0, 1.0",
    "1e3, 1000.0",
    "9223372036854775808, a huge number",
    "'\"1\"', a text",
    "true, true",
    "[1], a list",
    "{}, an object"
  })
  void refusesWhatIsNoWholeNumber(String value, String found) {
    assertThat(problems("{'b':" + value + "}", root -> root.integer("b", 7)))
        .containsExactly(new ConfigError("b", found, "a whole number"));
  }

  @Test
  void tellsAHugeNumberInFewWords() {
    assertThat(problems("{'b':" + "9".repeat(900) + "}", root -> root.integer("b", 7)))
        .containsExactly(new ConfigError("b", "a huge number", "a whole number"));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "false, false", "[], a list", "{}, an object"})
  void refusesWhatIsNoText(String value, String found) {
    assertThat(problems("{'b':" + value + "}", root -> root.text("b")))
        .containsExactly(new ConfigError("b", found, "a text"));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "false, false", "[], a list", "'\"x\"', a text"})
  void refusesWhatIsNoObject(String value, String found) {
    assertThat(problems("{'b':" + value + "}", root -> root.section("b").text("c", "")))
        .containsExactly(new ConfigError("b", found, "an object"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "'\"x\"', a text",
    "'[\"x\",1]', 1 in the list",
    "[null], null in the list",
    "[[]], a list in the list",
    "[{}], an object in the list"
  })
  void refusesWhatIsNoListOfTexts(String value, String found) {
    assertThat(problems("{'b':" + value + "}", root -> root.texts("b")))
        .containsExactly(new ConfigError("b", found, "a list of texts"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret\\u0000"})
  void refusesATextThatIsNoPath(String text) {
    assertThat(problems("{'b':'" + text + "'}", root -> root.file("b", "x")))
        .containsExactly(new ConfigError("b", "a text that is no path", "a path"));
  }

  private static ObjectAssert<Object> assertRead(
      String json, Function<ConfigSection, Object> reader) {
    return assertThat(read(json, reader));
  }

  private static Object read(String json, Function<ConfigSection, Object> reader) {
    return ConfigSection.readAll(new JsonObject(json.replace('\'', '"')), reader);
  }

  private static List<ConfigError> problems(String json, Function<ConfigSection, Object> reader) {
    try {
      read(json, reader);
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }
}
