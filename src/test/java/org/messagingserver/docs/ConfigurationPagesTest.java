package org.messagingserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.config.ConfigVariables;

/** What the pages say of keys of the configuration is what {@code conf/server.json} holds. */
class ConfigurationPagesTest {
  private static final Map<String, Object> KEYS = keys();

  /** Names keys that are gone, with what replaced them. */
  private static final Path CHANGELOG = Path.of("CHANGELOG.md");

  /** System properties, files and an option of a client, whose names begin like a key's. */
  private static final Set<String> NO_KEYS =
      Set.of(
          "cluster.xml",
          "cluster.interface",
          "cluster.members",
          "cluster.dns",
          "delivery.qnt",
          "keys.json",
          "limits.remembered");

  private static final Pattern LIKE_A_KEY =
      Pattern.compile(
          "(log|memory|http|admin|cluster|postgres|keys|preKeys|delivery|mailbox|limits)"
              + "(\\.[a-zA-Z]+)+(\\.\\*)?");

  private static Map<String, Object> keys() {
    try {
      Map<String, Object> keys = new LinkedHashMap<>();
      put(keys, "", new JsonObject(Files.readString(Path.of("conf", "server.json"))));
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An empty section is a key whose value is an object. */
  private static void put(Map<String, Object> keys, String prefix, JsonObject section) {
    for (String name : section.fieldNames()) {
      Object value = section.getValue(name);
      if (value instanceof JsonObject inner && !inner.isEmpty()) {
        put(keys, prefix + name + ".", inner);
      } else {
        keys.put(prefix + name, value);
      }
    }
  }

  private static List<List<String>> rows() {
    return Page.read(Path.of("docs", "configuration.md")).tables("key");
  }

  @Test
  void haveOneRowForEachKeyThereIs() {
    assertThat(rows())
        .extracting(row -> row.get(0))
        .containsExactlyInAnyOrderElementsOf(KEYS.keySet());
  }

  @Test
  void showTheDefaultOfEachKeyThatHasTheSameEverywhere() {
    assertThat(rows())
        .allSatisfy(
            row -> {
              Object value = KEYS.get(row.get(0));
              assertThat(row.get(1)).as(row.get(0)).isNotBlank();
              if (value != null) {
                assertThat(row.get(1)).as(row.get(0)).isEqualTo(String.valueOf(value));
              }
            });
  }

  @Test
  void showVariablesThatFollowTheRule() {
    List<List<String>> variables =
        Page.read(Path.of("docs", "operations", "configure.md")).tables("key");

    assertThat(variables)
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.get(1)).isEqualTo(ConfigVariables.name(row.get(0))));
  }

  static Stream<Path> pages() throws IOException {
    return LinksTest.pages().filter(page -> !page.equals(CHANGELOG));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void nameNoKeyThatIsNotThere(Path page) {
    List<String> unknown =
        Page.read(page)
            .codes()
            .filter(code -> LIKE_A_KEY.matcher(code).matches() && !NO_KEYS.contains(code))
            .filter(code -> !isThere(code.replaceFirst("\\.\\*$", "")))
            .toList();

    assertThat(unknown).as("keys in %s that conf/server.json lacks", page).isEmpty();
  }

  /** A section is there, too. */
  private static boolean isThere(String key) {
    return KEYS.keySet().stream()
        .anyMatch(known -> known.equals(key) || known.startsWith(key + "."));
  }
}
