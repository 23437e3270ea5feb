package org.messagingserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each alert leads to its section of the page for troubles. */
class RunbookTest {
  private static final Path BOOK = Path.of("docs", "operations", "troubleshooting.md");
  private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");

  @ParameterizedTest
  @MethodSource("alerts")
  void hasASectionForTheAlert(String alert) throws IOException {
    String name = ALERT.matcher(alert).results().findFirst().orElseThrow().group(1);
    String anchor = name.toLowerCase(Locale.ROOT);

    assertThat(alert).contains("runbook_url: \"" + BOOK + "#" + anchor + "\"");
    assertThat(Page.read(BOOK).anchors()).contains(anchor);
    assertThat(section("### " + name)).contains("**Meaning**", "**Diagnosis**", "**Mitigation**");
  }

  @Test
  void hasNoSectionForAnAlertThatIsGone() throws IOException {
    List<String> headings =
        section("## Alerts")
            .lines()
            .filter(line -> line.startsWith("### "))
            .map(line -> line.substring(4))
            .toList();

    assertThat(headings).containsExactlyElementsOf(names());
  }

  private static List<String> names() throws IOException {
    return ALERT.matcher(rules()).results().map(match -> match.group(1)).toList();
  }

  /** The text of each alert, from its name on. */
  private static Stream<String> alerts() throws IOException {
    return Stream.of(rules().split("(?m)^(?= +- alert: )")).skip(1);
  }

  private static String rules() throws IOException {
    return Files.readString(Path.of("conf", "prometheus-alerts.yml"));
  }

  /** What stands between this heading and the next one of the same level or a higher one. */
  private static String section(String heading) throws IOException {
    String after = Files.readString(BOOK).split("(?m)^" + heading + "$", 2)[1];
    String level = heading.substring(0, heading.indexOf(' '));
    return after.split("(?m)^#{2," + level.length() + "} ", 2)[0];
  }
}
