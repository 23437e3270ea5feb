package org.messagingserver.system.startstop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.testkit.OperatorPages;

/** Every way to start a server that is shipped ends its process when memory runs out. */
class EveryStartTest {
  private static final String FLAG = "-XX:+ExitOnOutOfMemoryError";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-conf server.json",
        "-cluster",
        "run org.messagingserver.app.MainVerticle -conf server.json"
      })
  void hasTheFlagByScript(String arguments) throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.copy(Path.of("bin/serve"), bin.resolve("serve"));
    script(bin.resolve("build-if-older"), "");
    script(bin.resolve("java"), "printf '%s\\n' \"$@\"");

    List<String> words = serve(arguments);

    assertThat(words.subList(0, words.indexOf("-jar"))).contains(FLAG);
    assertThat(String.join(" ", words)).endsWith(("messaging-server.jar " + arguments).strip());
  }

  /** What Java is given. */
  private List<String> serve(String arguments) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    var builder =
        new ProcessBuilder("bash", "-c", "bin/serve " + arguments)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", folder.toString());
    assertThat(builder.start().waitFor()).as(Files.readString(output)).isZero();
    return Files.readAllLines(output);
  }

  private static void script(Path file, String line) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "conf/messaging-server.service"})
  void hasTheFlagInTheImageAndUnderSystemd(String file) throws IOException {
    String text = Files.readString(Path.of(file)).replace("\\\n", " ");

    assertThat(starts(text)).as(file).isNotEmpty().allSatisfy(EveryStartTest::hasFlag);
  }

  /** The lines that tell with which command a container or a service begins. */
  private static List<String> starts(String text) {
    return text.lines().filter(line -> line.matches("(ENTRYPOINT|ExecStart=).*")).toList();
  }

  private static void hasFlag(String start) {
    assertThat(start.substring(0, start.indexOf("-jar"))).contains(FLAG);
  }

  /** So they start as the image does. */
  @Test
  void isTheImagesOwnInComposeAndKubernetes() throws IOException {
    String compose = Files.readString(Path.of("compose.yaml"));
    String ours = compose.substring(0, compose.indexOf("image: postgres"));

    assertThat(ours).contains("image: messaging-server").doesNotContain("entrypoint:", "java");
    try (Stream<Path> files = Files.walk(Path.of("conf/helm"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // An args goes to the entrypoint of the image; a command would stand in its place.
        assertThat(Files.readString(file)).as("%s", file).doesNotContainPattern("(?m)^ *command:");
      }
    }
  }

  /** Lines of the documents that start a server by its jar: with a configuration, or nothing. */
  @Test
  void hasTheFlagInWhatTheDocumentsTell() throws IOException {
    for (List<String> lines :
        List.of(Files.readAllLines(Path.of("README.md")), OperatorPages.lines())) {
      List<String> commands =
          lines.stream()
              .flatMap(line -> Stream.of(line.split("`", -1)))
              .filter(
                  line -> line.matches("java .*-jar \\S*messaging-server.jar( \\[?-.*| run.*)?"))
              .toList();
      assertThat(commands).isNotEmpty().allSatisfy(EveryStartTest::hasFlag);
    }
  }
}
