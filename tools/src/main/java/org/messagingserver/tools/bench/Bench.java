package org.messagingserver.tools.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.messagingserver.tools.bench.baseline.Baseline;
import org.messagingserver.tools.bench.load.IdleConnections;
import org.messagingserver.tools.bench.load.UploadLoops;

/** Measures this server against baselines of the same run, and prints a table. */
public final class Bench {
  private static final String HELP =
      """
      Usage: bench [ROW ...] [--rounds N] [--write FILE | --no-write]
             bench connections ...

      Measures the server and a baseline for each row, in alternating rounds, and prints a table.
      Without a row it measures all rows, and writes the table to docs/performance.md as well.
      "bench connections" measures the memory of idle connections; see bench connections --help.

      --rounds N     number of rounds of each row, by default 5
      --write FILE   write the table to this file, between its two marks
      --no-write     only print the table

      Rows:
      %s

      Needs Linux. Removes everything that it created. The values are valid for this machine and
      this hour; the ratios vary less. CPU time excludes the JIT compilers.

      Exit code: 0 if all rows were measured, 1 otherwise, 2 if the arguments are invalid.""";

  private Bench() {}

  /** Runs, and prints to the standard output; returns the exit code of the process. */
  public static int run(String... args) {
    List<String> words = List.of(args);
    try {
      if (!words.isEmpty() && words.get(0).equals(Connections.COMMAND)) {
        Connections.run(words.subList(1, words.size()));
        return 0;
      }
      if (words.contains("--help") || words.contains("-h")) {
        System.out.printf(HELP + "%n", rows());
        return 0;
      }
      if (!words.isEmpty() && words.get(0).equals(IdleClients.COMMAND)) {
        return IdleConnections.run(words.subList(1, words.size()));
      }
      if (!words.isEmpty() && words.get(0).equals("baseline")) {
        return Baseline.run(words.subList(1, words.size()));
      }
      if (!words.isEmpty() && words.get(0).equals(Uploaders.COMMAND)) {
        return UploadLoops.run(words.subList(1, words.size()));
      }
      Page usual = Page.ofProject();
      measure(Options.parse(words, Rows.ALL.stream().map(Row::name).toList(), usual.file()));
      return 0;
    } catch (IllegalArgumentException wrong) {
      System.err.println("bench: " + wrong.getMessage());
      return 2;
    } catch (Exception failed) {
      System.err.println("bench: " + failed);
      return 1;
    }
  }

  private static String rows() {
    return Rows.ALL.stream()
        .map(row -> "  %-30s %s".formatted(row.name(), row.title()))
        .collect(Collectors.joining("\n"));
  }

  private static void measure(Options options) throws IOException, InterruptedException {
    List<Result> results = new ArrayList<>();
    double disturbance;
    try (BenchmarkEnvironment environment = new BenchmarkEnvironment()) {
      environment.closeAtExit();
      BackgroundLoad others = new BackgroundLoad(environment);
      for (Row row : Rows.ALL) {
        if (options.rows().contains(row.name())) {
          results.add(measure(row, environment, options.rounds()));
        }
      }
      disturbance = others.share();
    }
    String report = Machine.describe(options.rounds(), disturbance) + "\n" + new Table(results);
    System.out.print(report);
    if (options.file().isPresent()) {
      new Page(options.file().get()).put(report);
    }
  }

  private static Result measure(Row row, BenchmarkEnvironment environment, int rounds)
      throws IOException {
    System.err.println(row.name() + ": getting ready");
    List<Contender> contenders = row.opener().open(environment);
    try {
      return new InterleavedRuns(row, contenders, System.err::println)
          .run(Math.min(rounds, row.maxRounds()));
    } finally {
      for (Contender contender : contenders) {
        contender.trial().close();
      }
    }
  }
}
