package org.messagingserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.messagingserver.config.ConfigSection;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Retry;
import org.messagingserver.ratelimit.ConnectionLimits;
import org.messagingserver.ratelimit.FieldLimits;
import org.messagingserver.ratelimit.LimitsSettings;
import org.messagingserver.session.SessionSettings;

/** What clients are told is what the server does. */
class ClientGuideTest {
  private static final Path FILE = Path.of("docs", "client-guide.md");
  private static final String BEGIN = "```proto\n";
  private static final Page GUIDE = Page.read(FILE);

  @Test
  void tellsEveryErrorAndWhetherToRetry() {
    assertThat(GUIDE.table("Error.name"))
        .extracting(row -> row.get(0) + ": " + row.get(2))
        .containsExactlyElementsOf(
            Stream.of(ErrorName.values())
                .map(name -> name.text() + ": " + yesOrNo(name.retry()))
                .toList());
  }

  @Test
  void tellsEveryCloseCodeAndWhetherToComeAgain() {
    assertThat(GUIDE.table("close code"))
        .extracting(row -> row.get(0) + ": " + row.get(2).split("[,;:]", 2)[0])
        .containsExactlyElementsOf(
            Stream.of(CloseCode.values())
                .map(code -> code.code() + ": " + yesOrNo(code.retry()))
                .toList());
  }

  private static String yesOrNo(Retry retry) {
    return switch (retry) {
      case NO -> "no";
      case LATER -> "yes";
    };
  }

  @Test
  void tellsLimitsAsTheyAreByDefault() throws IOException {
    JsonObject defaults = new JsonObject(Files.readString(Path.of("conf", "server.json")));

    assertThat(GUIDE.table("key of the server's configuration"))
        .allSatisfy(row -> assertThat(row.get(1)).isEqualTo(value(defaults, row.get(0))));
  }

  @Test
  void tellsLimitsThatAreFixed() {
    SessionSettings session = ConfigSection.readAll(new JsonObject(), SessionSettings::read);
    FieldLimits fields = ConfigSection.readAll(new JsonObject(), LimitsSettings::read).fields();

    assertThat(GUIDE.table("fixed limit"))
        .extracting(row -> Integer.parseInt(row.get(1)))
        .containsExactly(
            session.maxPipelined(),
            ConnectionLimits.REFUSALS_PER_MINUTE,
            fields.oneTimeKeys(),
            fields.preKeyBytes(),
            fields.knownDevices());
  }

  private static String value(JsonObject defaults, String path) {
    List<String> keys = List.of(path.split("\\."));
    JsonObject section = defaults;
    for (String key : keys.subList(0, keys.size() - 1)) {
      section = section.getJsonObject(key);
    }
    return String.valueOf(section.getValue(keys.get(keys.size() - 1)));
  }

  @Test
  void showsTheProtocolFileWithoutItsComments() throws IOException {
    String bare =
        Files.readString(Path.of("proto", "Messages.proto"))
            .lines()
            .filter(line -> !line.strip().startsWith("//") && !line.startsWith("option"))
            .collect(Collectors.joining("\n", "", "\n"))
            .replaceAll("\n{3,}", "\n\n");

    if (Boolean.getBoolean("rewrite")) {
      String page = Files.readString(FILE);
      int begin = page.indexOf(BEGIN) + BEGIN.length();
      String end = page.substring(page.indexOf("```", begin));
      Files.writeString(FILE, page.substring(0, begin) + bare + end);
    }

    assertThat(Page.read(FILE).blocks("proto"))
        .as("rewrite it by: ./mvnw test -Dtest=ClientGuideTest -Drewrite=true")
        .containsExactly(bare);
  }

  @Test
  void namesOnlyWhatTheVectorsHold() throws IOException {
    JsonObject vectors = new JsonObject(Files.readString(Path.of("docs", "vectors.json")));
    List<String> steps =
        Stream.of("session", "secondVersion")
            .flatMap(section -> vectors.getJsonArray(section).stream())
            .map(step -> ((JsonObject) step).getString("name"))
            .toList();

    assertThat(GUIDE.codes().filter(code -> code.matches("(bob-|sender |mallory ).*")))
        .isNotEmpty()
        .isSubsetOf(steps);
  }
}
