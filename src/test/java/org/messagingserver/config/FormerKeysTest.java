package org.messagingserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever brings a configuration of an earlier version learns what to write instead. */
class FormerKeysTest {
  private static final Pattern KEY = Pattern.compile("[a-z]+(\\.[a-zA-Z]+)+");

  static Set<String> keys() {
    return FormerKeys.REPLACEMENTS.keySet();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void areGoneAndWhatReplacedThemIsThere(String former) throws IOException {
    JsonObject file = new JsonObject(Files.readString(Path.of("conf", "server.json")));

    assertThat(has(file, former)).isFalse();
    assertThat(KEY.matcher(FormerKeys.replacement(former).orElseThrow()).results())
        .extracting(MatchResult::group)
        .allMatch(key -> has(file, key));
  }

  @Test
  void standInTheChangelog() throws IOException {
    assertThat(Files.readString(Path.of("CHANGELOG.md"))).contains(keys());
  }

  private static boolean has(JsonObject section, String path) {
    String[] parts = path.split("\\.", 2);
    return parts.length == 1
        ? section.containsKey(path)
        : section.containsKey(parts[0]) && has(section.getJsonObject(parts[0]), parts[1]);
  }
}
