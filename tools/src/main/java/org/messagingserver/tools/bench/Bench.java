package org.messagingserver.tools.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.messagingserver.tools.bench.baseline.Baseline;

/** Measures this server against baselines of the same run, and prints a table. */
public final class Bench {
  private static final String HELP =
      """
      Usage: bench [ROW ...] [--rounds N] [--write FILE | --no-write]

      Measures each row on servers of its own against its floor, in alternating rounds, and prints
      a table. Without a row it measures all, and puts the table into docs/performance.md too.

      --rounds N     of each row; 5 without it
      --write FILE   put the table into this file, between its two marks
      --no-write     only print it

      Rows:
      %s

      Needs Linux. Removes what it made. Figures hold for this machine and this hour; the ratios
      travel better. CPU is counted without that of the JIT compilers.

      Exit code: 0 when all was measured, 1 otherwise, 2 for wrong arguments.""";

  private Bench() {}

  /** Runs, printing to the standard output; gives the exit code of the process. */
  public static int run(String... args) {
    List<String> words = List.of(args);
    if (words.contains("--help") || words.contains("-h")) {
      System.out.printf(HELP + "%n", rows());
      return 0;
    }
    try {
      if (!words.isEmpty() && words.get(0).equals("floor")) {
        return Baseline.run(words.subList(1, words.size()));
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
    try (BenchmarkEnvironment benchmarkEnvironment = new BenchmarkEnvironment()) {
      Thread hook = new Thread(() -> closeQuietly(benchmarkEnvironment), "bench-end");
      Runtime.getRuntime().addShutdownHook(hook);
      Disturbance others = new Disturbance(benchmarkEnvironment);
      for (Row row : Rows.ALL) {
        if (options.rows().contains(row.name())) {
          results.add(measure(row, benchmarkEnvironment, options.rounds()));
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

  private static Result measure(Row row, BenchmarkEnvironment benchmarkEnvironment, int rounds)
      throws IOException {
    System.err.println(row.name() + ": getting ready");
    List<Contender> sides = row.opener().open(benchmarkEnvironment);
    try {
      return new InterleavedRuns(row, sides, System.err::println)
          .run(Math.min(rounds, row.mostRounds()));
    } finally {
      for (Contender contender : sides) {
        contender.trial().close();
      }
    }
  }

  /** The process is ending, perhaps by Ctrl-C. */
  private static void closeQuietly(BenchmarkEnvironment benchmarkEnvironment) {
    try {
      benchmarkEnvironment.close();
    } catch (IOException | RuntimeException failed) {
      System.err.println("bench: something may have been left behind: " + failed.getClass());
    }
  }
}
