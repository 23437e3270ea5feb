package org.messagingserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The design pages show one machine each, and name only code that exists. */
class DesignPagesTest {
  private static final Path OVERVIEW = Path.of("docs", "design.md");
  private static final int MOST_LINES = 5;
  private static final Pattern DECLARED =
      Pattern.compile("(?:class|record|enum|interface|message) ([A-Z]\\w+)");
  private static final Pattern TYPE =
      Pattern.compile("([A-Z]\\w*[a-z]\\w*)(\\.[a-z]\\w*(\\(\\))?)?");

  private static List<Path> sources;
  private static Set<String> types;

  @BeforeAll
  static void findTypes() throws IOException {
    sources =
        RepositoryFiles.all().stream()
            .filter(file -> file.toString().matches(".*\\.(java|proto)"))
            .toList();
    types =
        sources.stream()
            .flatMap(file -> DECLARED.matcher(text(file)).results())
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Path> pages() throws IOException {
    return Stream.concat(Stream.of(OVERVIEW), machines().stream());
  }

  private static List<Path> machines() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("docs", "design"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void areAllLinkedFromTheOverview() throws IOException {
    assertThat(Page.read(OVERVIEW).destinations())
        .containsAll(machines().stream().map(page -> "design/" + page.getFileName()).toList());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void showOneDiagramEach(Path page) {
    assertThat(Page.read(page).blocks("mermaid")).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void nameOnlyTypesThatExist(Path page) {
    List<String> named =
        Page.read(page)
            .codes()
            .map(TYPE::matcher)
            .filter(Matcher::matches)
            .map(found -> found.group(1))
            .toList();

    assertThat(named).allSatisfy(type -> assertThat(types).contains(type));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void listOnlyFilesThatExist(Path page) {
    List<String> listed =
        Page.read(page).codes().filter(code -> code.matches("[a-z/]+/\\w+\\.java")).toList();

    assertThat(listed)
        .allSatisfy(file -> assertThat(sources).anyMatch(source -> source.endsWith(Path.of(file))));
  }

  @ParameterizedTest
  @MethodSource("pages")
  @ValueSource(strings = {"docs/client-guide.md", "docs/performance.md", "docs/performance-log.md"})
  void haveNoLongParagraph(Path page) {
    assertThat(Page.read(page).paragraphs()).allMatch(lines -> lines <= MOST_LINES);
  }
}
