package org.messagingserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators find each page from the index, and the line that they look for on the page. */
class OperationsPagesTest {
  private static final Path INDEX = Path.of("docs", "operations.md");
  private static final String PAGES = "operations";
  private static final Pattern BLANK_LINES = Pattern.compile("\n{2,}");
  private static final int LINES = 5;

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(INDEX.resolveSibling(PAGES))) {
      return files.toList();
    }
  }

  @Test
  void areAllInTheIndex() throws IOException {
    List<String> names = pages().stream().map(page -> PAGES + "/" + page.getFileName()).toList();

    assertThat(Page.read(INDEX).destinations()).containsAll(names);
  }

  /** More than five sentences are a list, a table or a section. */
  @ParameterizedTest
  @MethodSource("pages")
  void haveShortParagraphs(Path page) throws IOException {
    String text = Files.readString(page).replaceAll("(?ms)^```.*?^```$", "");

    assertThat(BLANK_LINES.splitAsStream(text))
        .filteredOn(block -> Character.isLetter(block.charAt(0)))
        .allSatisfy(paragraph -> assertThat(paragraph.lines().count()).isLessThanOrEqualTo(LINES));
  }
}
