package org.messagingserver.docs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Configurations, scripts and code that name a page of the documentation name one that exists. */
class NamedPagesTest {
  private static final Pattern PAGE = Pattern.compile("\\bdocs/([\\w/-]+\\.md)(?:#([\\w-]+))?");

  @Test
  void exist() throws IOException {
    List<String> named = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Path file : RepositoryFiles.all()) {
      for (MatchResult page : PAGE.matcher(Files.readString(file, ISO_8859_1)).results().toList()) {
        named.add(page.group());
        if (!exists(Path.of("docs", page.group(1)), page.group(2))) {
          missing.add(file + ": " + page.group());
        }
      }
    }

    assertThat(missing).isEmpty();
    assertThat(named).contains("docs/operations/troubleshooting.md#nodedown");
  }

  private static boolean exists(Path page, String anchor) {
    return Files.exists(page) && (anchor == null || Page.read(page).anchors().contains(anchor));
  }
}
