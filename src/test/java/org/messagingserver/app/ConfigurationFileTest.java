package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code conf/server.json}, which shows operators every key with its default. */
class ConfigurationFileTest {
  private final JsonObject file = ConfigurationFile.read("conf/server.json");

  @Test
  void meansTheDefaults() {
    assertThat(Configuration.read(file)).isEqualTo(Configuration.read(new JsonObject()));
  }

  @Test
  void holdsExactlyTheKeysThatAreRead() {
    Set<String> read = new TreeSet<>();

    Configuration.read(new Recorded(file, "", read));

    assertThat(values(file, "").keySet()).containsExactlyInAnyOrderElementsOf(read);
  }

  @Test
  void showsAValueForEveryKeyThatHasTheSameDefaultEverywhere() {
    Map<String, Object> values = values(file, "");

    values.values().removeIf(Objects::nonNull);

    assertThat(values.keySet())
        .containsExactlyInAnyOrder(
            "admin.tokenFile",
            "attachments.store",
            "attachments.s3.endpoint",
            "attachments.s3.bucket",
            "attachments.s3.accessKeyFile",
            "attachments.s3.secretKeyFile",
            "http.eventLoops",
            "http.explorer",
            "http.tls.key",
            "http.tls.cert",
            "cluster.tls.key",
            "cluster.tls.cert",
            "cluster.tls.ca",
            "keys.passphraseFile",
            "memory.maxBytes",
            "postgres.uri",
            "wakeups.subject",
            "wakeups.ca");
  }

  private static Map<String, Object> values(JsonObject json, String prefix) {
    Map<String, Object> values = new HashMap<>();
    for (String key : json.fieldNames()) {
      Object value = json.getValue(key);
      values.put(prefix + key, value);
      if (value instanceof JsonObject section) {
        values.putAll(values(section, prefix + key + "."));
      }
    }
    return values;
  }

  /** Remembers the path of every key that it is asked for, whether there is one or not. */
  private static final class Recorded extends JsonObject {
    private final String prefix;
    private final Set<String> asked;

    Recorded(JsonObject json, String prefix, Set<String> asked) {
      super(json.getMap());
      this.prefix = prefix;
      this.asked = asked;
    }

    @Override
    public Object getValue(String key) {
      asked.add(prefix + key);
      Object value = super.getValue(key);
      return value instanceof JsonObject section
          ? new Recorded(section, prefix + key + ".", asked)
          : value;
    }
  }
}
