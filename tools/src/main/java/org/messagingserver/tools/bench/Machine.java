package org.messagingserver.tools.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The measured software and the machine. */
final class Machine {
  private static final String UNKNOWN = "unknown";
  private static final long TIMEOUT_SECONDS = 10;

  private Machine() {}

  /**
   * Describes both in a few lines of Markdown.
   *
   * @param disturbance the share of the processors that other processes used
   */
  static String describe(int rounds, double disturbance) throws InterruptedException {
    return describe(disturbance)
        + String.format(
            Locale.ROOT,
            """
            - Medians of %d rounds, fewer for long rows (minimum–maximum); ratios are taken within each round
            """,
            rounds);
  }

  /**
   * Describes both, without rounds.
   *
   * @param disturbance the share of the processors that other processes used
   */
  static String describe(double disturbance) throws InterruptedException {
    return String.format(
        Locale.ROOT,
        """
        - Commit %s, %s
        - %s, %d processors, Linux %s
        - %s %s, %s
        - Other processes used %.0f %% of the processors
        """,
        commit(),
        LocalDate.now(ZoneOffset.UTC),
        processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.version"),
        System.getProperty("java.vm.name"),
        Runtime.version(),
        System.getProperty("java.vendor"),
        disturbance * 100);
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static String commit() throws InterruptedException {
    String commit = git("rev-parse", "--short", "HEAD");
    return commit.isEmpty() ? UNKNOWN : commit + (isChanged() ? " with changes" : "");
  }

  private static boolean isChanged() throws InterruptedException {
    return !git("status", "--porcelain", "--untracked-files=no", "--", "src", "proto", "pom.xml")
        .isEmpty();
  }

  /** Runs git and returns its output; empty without git or a repository. */
  private static String git(String... words) throws InterruptedException {
    String[] command =
        Stream.concat(Stream.of("git", "-C", Page.PROJECT.toString()), Stream.of(words))
            .toArray(String[]::new);
    try {
      Process git =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) ? said.strip() : "";
    } catch (IOException e) {
      return "";
    }
  }
}
