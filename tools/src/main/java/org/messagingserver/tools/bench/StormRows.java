package org.messagingserver.tools.bench;

import java.io.IOException;
import java.util.List;

/** The row of the clients of a node that is killed. */
final class StormRows {
  private static final int ROUNDS = 1;
  private static final double SECONDS = 60;

  static final List<Row> ROWS =
      List.of(
          new Row(
              "storm",
              "clients of a killed node at two others",
              StormRows::open,
              List.of(
                  Target.atMost(SECONDS, Metric.ALL_BACK),
                  Target.atMost(0, Metric.UNAVAILABLE),
                  Target.atMost(0, Metric.REFUSED)),
              ROUNDS));

  private StormRows() {}

  private static List<Contender> open(BenchmarkEnvironment environment) throws IOException {
    NodeGroup nodes =
        new NodeGroup(
            environment,
            List.of("-Xmx1g"),
            "-conf",
            environment.configurations().defaults(),
            "-cluster");
    return List.of(new Contender("server", new StormTrial(nodes, environment.loops())));
  }
}
