package org.messagingserver.tools.localcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FakeClockTest {
  /** Exit code of a shell. */
  private static final int NOT_FOUND = 127;

  private static final Duration TOLERANCE = Duration.ofMinutes(10);

  @TempDir private Path directory;

  /** Prints its wall clock and its monotonic clock, in milliseconds, for each line of input. */
  static final class Reader {
    private Reader() {}

    public static void main(String... arguments) throws IOException {
      BufferedReader input =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      while (input.readLine() != null) {
        System.out.println(System.currentTimeMillis() + " " + System.nanoTime() / 1_000_000);
      }
    }
  }

  private Path library() throws IOException, InterruptedException {
    Path library = directory.resolve("libfakeclock.so");
    Process compiler =
        new ProcessBuilder(
                "sh",
                "-c",
                "cc -shared -fPIC -Wall -Wextra -Werror -o \"$1\" tools/fake-clock/fake_clock.c"
                    + " -ldl",
                "sh",
                library.toString())
            .inheritIO()
            .start();
    assumeThat(compiler.waitFor()).as("there is a C compiler").isNotEqualTo(NOT_FOUND);
    assertThat(library).exists();
    return library;
  }

  @Test
  void isAbsentWithoutItsLibrary() {
    assumeThat(System.getenv("LD_PRELOAD")).isNull();

    assertThat(FakeClock.ofThisProcess()).isEmpty();
  }

  @Test
  void movesTheWallClockOfARunningProcessAndNotItsMonotonicClock()
      throws IOException, InterruptedException {
    Path library = library();
    FakeClock clock = FakeClock.create(directory.resolve("new").resolve("clock"));
    URL classes = FakeClockTest.class.getProtectionDomain().getCodeSource().getLocation();
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes.getPath(),
                Reader.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("LD_PRELOAD", library.toString());
    builder.environment().putAll(clock.environment());
    Process process = builder.start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        PrintStream input =
            new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8)) {
      long monotonic = read(input, output)[1];
      for (Duration ahead :
          List.of(
              Duration.ZERO,
              Duration.ofDays(40),
              Duration.ofHours(-1),
              Duration.ofDays(-40),
              Duration.ZERO)) {
        clock.set(ahead);
        assertThat(isAbout(ahead, read(input, output)[0])).as("%s", ahead).isTrue();
      }
      assertThat(read(input, output)[1] - monotonic).isBetween(0L, TOLERANCE.toMillis());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static boolean isAbout(Duration ahead, long millis) {
    long error = millis - System.currentTimeMillis() - ahead.toMillis();
    return Math.abs(error) < TOLERANCE.toMillis();
  }

  private static long[] read(PrintStream input, BufferedReader output) throws IOException {
    input.println();
    return Stream.of(output.readLine().split(" ")).mapToLong(Long::parseLong).toArray();
  }
}
