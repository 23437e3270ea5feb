package org.messagingserver.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A JDK, as its own file describes it.
 *
 * @param version such as 25.0.1
 */
record JdkRelease(String version) {
  private static final int FIRST_WITH_COMPACT_HEADERS = 25;

  static JdkRelease of(Path jdk) throws IOException {
    Properties release = new Properties();
    try (var in = Files.newBufferedReader(jdk.resolve("release"))) {
      release.load(in);
    }
    return new JdkRelease(release.getProperty("JAVA_VERSION", "").replace("\"", ""));
  }

  /** Whether its objects can have short headers, without an option for experiments. */
  boolean hasCompactHeaders() {
    return Runtime.Version.parse(version).feature() >= FIRST_WITH_COMPACT_HEADERS;
  }

  @Override
  public String toString() {
    return "JDK " + version + (hasCompactHeaders() ? ", compact object headers" : "");
  }
}
