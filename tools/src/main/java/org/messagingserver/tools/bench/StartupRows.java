package org.messagingserver.tools.bench;

import java.io.IOException;
import java.util.List;
import org.messagingserver.tools.bench.baseline.Baseline;

/** The rows of a process that starts. */
final class StartupRows {
  private static final int ROUNDS = 3;
  private static final int THERE = 2;

  static final List<Row> ROWS =
      List.of(
          new Row(
              "start",
              "cold start, alone with its own Postgres",
              StartupRows::alone,
              List.of(),
              ROUNDS),
          new Row(
              "start-join",
              "cold start, joining two nodes",
              StartupRows::joining,
              List.of(),
              ROUNDS));

  private StartupRows() {}

  private static List<Contender> alone(BenchmarkEnvironment benchmarkEnvironment) {
    return List.of(
        side(
            "server",
            () ->
                benchmarkEnvironment.fresh(
                    List.of(), List.of("-conf", benchmarkEnvironment.configurations().alone()))),
        side(
            "bare Vert.x",
            () -> benchmarkEnvironment.fresh(List.of(), List.of("bench", "floor", Baseline.IDLE))));
  }

  private static List<Contender> joining(BenchmarkEnvironment benchmarkEnvironment)
      throws IOException {
    benchmarkEnvironment.nodes().first(THERE);
    benchmarkEnvironment.bareNodes().first(THERE);
    return List.of(
        side("server", benchmarkEnvironment.nodes()::another),
        side("bare clustered Vert.x", benchmarkEnvironment.bareNodes()::another));
  }

  private static Contender side(String name, Launcher launcher) {
    return new Contender(name, new StartTrial(launcher));
  }
}
