package org.messagingserver.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JdkReleaseTest {
  @Test
  void readsTheVersionOfThisJdk() throws IOException {
    JdkRelease release = JdkRelease.of(Path.of(System.getProperty("java.home")));

    assertThat(Runtime.Version.parse(release.version()).feature())
        .isEqualTo(Runtime.version().feature());
  }

  @Test
  void hasCompactHeadersFrom25On() {
    assertThat(new JdkRelease("25.0.1").hasCompactHeaders()).isTrue();
    assertThat(new JdkRelease("24.0.2").hasCompactHeaders()).isFalse();
    assertThat(new JdkRelease("17.0.15")).hasToString("JDK 17.0.15");
  }
}
