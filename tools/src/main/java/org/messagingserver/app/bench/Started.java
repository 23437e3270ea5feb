package org.messagingserver.app.bench;

import java.io.IOException;
import java.util.List;
import org.messagingserver.app.bench.floor.Floor;

/** The rows of a process that starts. */
final class Started {
  private static final int ROUNDS = 3;
  private static final int THERE = 2;

  static final List<Row> ROWS =
      List.of(
          new Row(
              "start",
              "cold start, alone with its own Postgres",
              Started::alone,
              List.of(),
              ROUNDS),
          new Row(
              "start-join", "cold start, joining two nodes", Started::joining, List.of(), ROUNDS));

  private Started() {}

  private static List<Side> alone(Stage stage) {
    return List.of(
        side(
            "server",
            () -> stage.fresh(List.of(), List.of("-conf", stage.configurations().alone()))),
        side("bare Vert.x", () -> stage.fresh(List.of(), List.of("bench", "floor", Floor.IDLE))));
  }

  private static List<Side> joining(Stage stage) throws IOException {
    stage.nodes().first(THERE);
    stage.bareNodes().first(THERE);
    return List.of(
        side("server", stage.nodes()::another),
        side("bare clustered Vert.x", stage.bareNodes()::another));
  }

  private static Side side(String name, Launcher launcher) {
    return new Side(name, new StartTrial(launcher));
  }
}
