package org.messagingserver.system.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.testkit.OperatorPages;

/** What operators copy out of {@code conf} and {@code docs} does what they need. */
class OperatorFilesTest {
  private static final Path UNIT = Path.of("conf/messaging-server.service");

  @TempDir Path folder;

  @Test
  void makeEverySecretForItsOwnerAlone() throws Exception {
    List<String> commands =
        OperatorPages.lines().stream()
            .filter(line -> line.contains("openssl rand") && line.contains("> "))
            .toList();

    assertThat(commands).isNotEmpty();
    for (String command : commands) {
      run(List.of("bash", "-euc", "umask 022; " + command));
      for (Path file : made()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(command)
            .isEqualTo("rw-------");
        Files.delete(file);
      }
    }
  }

  private List<Path> made() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> made = files.filter(file -> !file.endsWith("output")).toList();
      assertThat(made).isNotEmpty();
      return made;
    }
  }

  @Test
  void startTheUnitsJvmOnThisJdk() throws Exception {
    String unit = Files.readString(UNIT).replace("\\\n", " ");
    String start = unit.lines().filter(line -> line.startsWith("ExecStart=")).findFirst().get();
    List<String> words = List.of(start.substring("ExecStart=".length()).split("\\s+"));
    List<String> command = new ArrayList<>(words.subList(0, words.indexOf("-jar")));
    command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-version");

    run(command);
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    int code =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    assertThat(code).as(Files.readString(output)).isZero();
  }
}
