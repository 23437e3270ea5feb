package org.messagingserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

class ClusterSettingsTest {

  @Test
  void hasAFreePortAndNoTlsByDefault() {
    ClusterSettings settings = read("{}");

    assertThat(settings.busPort()).isZero();
    assertThat(settings.tls()).isEmpty();
  }

  @Test
  void takesKeyCertificateAndAuthority() {
    ClusterSettings settings =
        read("{'cluster':{'busPort':7000,'tls':{'key':'k','cert':'c','ca':'a'}}}");

    assertThat(settings.busPort()).isEqualTo(7000);
    assertThat(settings.tls()).contains(new ClusterSettings.Tls("k", "c", "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'key':'k','cert':'c'", "'key':'k','ca':'a'", "'ca':'a'"})
  void refusesHalfOfWhatTlsNeeds(String some) {
    ConfigException refused = refused("{'cluster':{'tls':{" + some + "}}}");

    assertThat(refused.problems())
        .allSatisfy(configError -> assertThat(configError.path()).startsWith("cluster.tls."));
  }

  @Test
  void refusesAPortThatIsNone() {
    assertThat(refused("{'cluster':{'busPort':65536}}"))
        .hasMessage("cluster.busPort: found 65536, allowed is 0 to 65535");
  }

  private static ClusterSettings read(String json) {
    return ConfigSection.readAll(new JsonObject(json.replace('\'', '"')), ClusterSettings::read);
  }

  private static ConfigException refused(String json) {
    return catchThrowableOfType(ConfigException.class, () -> read(json));
  }
}
