package org.messagingserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The recipes name files that exist. */
class ContributingTest {
  private static final String FILE = "[\\w.-]+(/[\\w.-]+)+\\.(java|js|json|md|mjs|proto|py|ts)";

  private static final List<String> MODULES =
      List.of("proto/src", "proto/types/src", "clients/java/src", "src", "tools/src");

  @Test
  void namesFilesThatExist() {
    assertThat(Page.read(Path.of("CONTRIBUTING.md")).codes())
        .filteredOn(code -> code.matches(FILE) && !code.startsWith("target/"))
        .isNotEmpty()
        .allMatch(ContributingTest::exists);
  }

  private static boolean exists(String file) {
    return Stream.concat(
            Stream.of(Path.of("")), MODULES.stream().flatMap(ContributingTest::packages))
        .anyMatch(root -> Files.exists(root.resolve(file)));
  }

  private static Stream<Path> packages(String module) {
    return Stream.of("main", "test")
        .map(kind -> Path.of(module, kind, "java", "org", "messagingserver"));
  }
}
