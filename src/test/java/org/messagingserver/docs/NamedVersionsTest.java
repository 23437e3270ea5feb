package org.messagingserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.testkit.TreeVersion;

/** Files beside {@code pom.xml} that name the version, which {@code packaging/set-version} sets. */
class NamedVersionsTest {
  private static String version;

  @BeforeAll
  static void readVersion() {
    version = TreeVersion.read();
  }

  /** So the image of this server is the one that is started where no tag is given. */
  @Test
  void theChartIsOfThisVersion() {
    assertThat(Path.of("conf/helm/messaging-server/Chart.yaml"))
        .content()
        .contains("\nversion: " + version + "\n", "\nappVersion: " + version + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/examples/java/pom.xml", "examples/signal-chat/java/pom.xml"})
  void examplesDependOnThisVersion(String pom) {
    assertThat(Path.of(pom)).content().contains("<version>" + version + "</version>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"clients/typescript", "examples/web-chat", "examples/signal-chat/typescript"})
  void packagesHaveThisVersion(String directory) {
    assertThat(Path.of(directory, "package.json"))
        .content()
        .contains("\"version\": \"" + version + "\"");
    assertThat(Path.of(directory, "package-lock.json"))
        .content()
        .startsWith("{\n  \"name\":")
        .contains("\n  \"version\": \"" + version + "\"");
  }

  @Test
  void theReadmeNamesIt() {
    assertThat(Path.of("README.md")).content().contains("messaging-client-okhttp:" + version);
  }

  @Test
  void theChangelogHasASectionForAReleasedOne() {
    assertThat(Path.of("CHANGELOG.md"))
        .content()
        .contains(
            version.endsWith("-SNAPSHOT") ? "\n## [Unreleased]\n" : "\n## [" + version + "] - ");
  }
}
