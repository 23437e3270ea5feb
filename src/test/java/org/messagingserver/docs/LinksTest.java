package org.messagingserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link within the repository leads to something. Those that lead elsewhere are not tried. */
class LinksTest {
  static Stream<Path> pages() throws IOException {
    return RepositoryFiles.all().stream().filter(file -> file.toString().endsWith(".md"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void leadSomewhere(Path page) {
    List<String> dead =
        Page.read(page).destinations().stream()
            .filter(link -> !link.matches("[a-z]+:.*"))
            .filter(link -> !leadsSomewhere(page, link))
            .toList();

    assertThat(dead).as("dead links of %s", page).isEmpty();
  }

  private static boolean leadsSomewhere(Path page, String link) {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? page : page.resolveSibling(path).normalize();
    return Files.exists(target)
        && (hash < 0 || Page.read(target).anchors().contains(link.substring(hash + 1)));
  }

  @Test
  void areLookedAtInEveryPage() throws IOException {
    assertThat(pages()).contains(Path.of("README.md"), Path.of("docs", "client-guide.md"));
  }
}
