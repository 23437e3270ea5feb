package org.messagingserver.system.startstop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a server does not usually stand: it starts there, or says why not. */
class OddPlacesIT {
  private static final Path JAR = Path.of(System.getProperty("messaging-server.jar"));
  private static final String CONF =
      "{\"http\": {\"host\": \"%s\", \"port\": 0}, \"admin\": {\"host\": \"%s\", \"port\": 0}}";

  @TempDir Path top;

  @Test
  void saysThatJavaFindsNothingInAJarBelowADirectoryThatEndsWithAnExclamationMark()
      throws Exception {
    assertThat(serve(checkout("odd!"), Map.of()))
        .anyMatch(line -> line.startsWith("messaging-server: Java finds nothing in the jar"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a$b", "a\"b", "a`b"})
  void saysThatPostgresDoesNotRunThere(String name) throws Exception {
    assertThat(serve(checkout(name), Map.of()))
        .anyMatch(line -> line.contains("Postgres' programs do not run under a path with"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a!b", "\u00fc", "a b", "a'b"})
  void startsThere(String name) throws Exception {
    assertThat(serve(checkout(name), Map.of("LC_ALL", "C")))
        .anyMatch(line -> line.contains("ready after"));
  }

  @Test
  void putsAddressesOfIpv6InBrackets() throws Exception {
    String checkout = checkout("ipv6");
    Files.writeString(top.resolve(checkout).resolve("server.json"), CONF.formatted("::1", "::1"));

    List<String> lines = serve(checkout, Map.of());

    String ready = lines.stream().filter(line -> line.contains("ready after")).findFirst().get();
    String url = ready.replaceFirst(".*clients (\\S+),.*", "$1");
    assertThat(URI.create(url).getHost()).isEqualTo("[::1]");
  }

  @Test
  void doesWithoutParsedClassesThatWereCutShort() throws Exception {
    String checkout = checkout("classes");
    assertThat(serve(checkout, Map.of())).anyMatch(line -> line.endsWith("stopped"));
    Path classes;
    try (var files = Files.list(top.resolve(checkout).resolve("target"))) {
      classes = files.filter(file -> file.toString().endsWith(".jsa")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(classes);
    Files.write(classes, Arrays.copyOf(bytes, bytes.length / 2));

    assertThat(serve(checkout, Map.of())).anyMatch(line -> line.contains("ready after"));
  }

  @Test
  void saysThatTheTemporaryDirectoryCannotBeWrittenTo() throws Exception {
    String nowhere = top.resolve("nowhere").toString();

    assertThat(serve(checkout("tmp"), Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + nowhere)))
        .contains(
            "messaging-server: java.io.tmpdir: nothing can be written to "
                + nowhere
                + "; name a directory by -Djava.io.tmpdir=DIR");
  }

  /** With what {@code bin/serve} needs, and nothing to be built. */
  private String checkout(String name) throws Exception {
    Path checkout = Path.of(top.toString(), "x");
    Files.createDirectories(checkout);
    for (String made :
        List.of("bin", "target", "src/main", "clients/typescript/src", "proto/src/main", "conf")) {
      Files.createDirectories(checkout.resolve(made));
    }
    for (String script : List.of("bin/serve", "bin/build-if-older")) {
      Files.copy(Path.of(script), checkout.resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
    }
    for (String source :
        List.of(
            "pom.xml",
            "proto/pom.xml",
            "proto/Messages.proto",
            "src/pom.xml",
            "cluster.xml",
            "conf/server.json")) {
      Files.copy(Path.of(source), checkout.resolve(source));
    }
    Files.copy(JAR, checkout.resolve("target/messaging-server.jar"));
    Files.writeString(checkout.resolve("server.json"), CONF.formatted("127.0.0.1", "127.0.0.1"));
    Files.setLastModifiedTime(
        checkout.resolve("target/messaging-server.jar"),
        FileTime.fromMillis(System.currentTimeMillis()));
    assertThat(shell("mv x " + quoted(name)).start().waitFor()).isZero();
    return name;
  }

  /** By a shell, since this JVM may not know the characters. */
  private static String quoted(String name) {
    return "'" + name.replace("'", "'\\''") + "'";
  }

  private ProcessBuilder shell(String script) throws IOException {
    Files.writeString(top.resolve("script"), script);
    return new ProcessBuilder("bash", "script").directory(top.toFile()).redirectErrorStream(true);
  }

  @AfterEach
  void remove() throws Exception {
    assertThat(shell("rm -rf -- *").start().waitFor()).isZero();
  }

  /** Starts it there, stops it once it is ready, and tells what it said. */
  private List<String> serve(String name, Map<String, String> environment) throws Exception {
    ProcessBuilder builder = shell("cd " + quoted(name) + " && exec bin/serve -conf server.json");
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines;
    try (var said = process.inputReader(StandardCharsets.UTF_8)) {
      lines =
          said.lines()
              .peek(
                  line -> {
                    if (line.contains("ready after")) {
                      // Not of the process itself, which would close what it says as well.
                      process.toHandle().destroy();
                    }
                  })
              .toList();
    } catch (UncheckedIOException e) {
      throw new AssertionError(e);
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return lines;
  }
}
