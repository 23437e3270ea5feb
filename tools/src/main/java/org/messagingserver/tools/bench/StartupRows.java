package org.messagingserver.tools.bench;

import java.io.IOException;
import java.util.List;
import org.messagingserver.tools.bench.baseline.Baseline;

/** Rows of the time to start a process. */
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

  private static List<Contender> alone(BenchmarkEnvironment environment) {
    return List.of(
        side(
            "server",
            () ->
                environment.start(
                    List.of(), List.of("-conf", environment.configurations().embeddedPostgres()))),
        side(
            "bare Vert.x",
            () -> environment.start(List.of(), List.of("bench", "baseline", Baseline.IDLE))));
  }

  private static List<Contender> joining(BenchmarkEnvironment environment) throws IOException {
    environment.nodes().first(THERE);
    environment.bareNodes().first(THERE);
    return List.of(
        side("server", environment.nodes()::another),
        side("bare clustered Vert.x", environment.bareNodes()::another));
  }

  private static Contender side(String name, Launcher launcher) {
    return new Contender(name, new StartTrial(launcher));
  }
}
