package org.messagingserver.tools.bench;

import java.util.List;
import org.messagingserver.tools.bench.baseline.Baseline;
import org.messagingserver.tools.bench.load.Visitors;

/** The row of connections that nothing happens on. */
final class Idle {
  private static final int ROUNDS = 2;
  private static final String WEBSOCKETS = "bare WebSockets";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "idle",
              "idle authenticated connections, each of 5,000",
              Idle::open,
              List.of(Target.atMost(1.25, Metric.HEAP, WEBSOCKETS)),
              ROUNDS));

  private Idle() {}

  private static List<Contender> open(BenchmarkEnvironment benchmarkEnvironment) {
    Visitors visitors = new Visitors(benchmarkEnvironment.loops());
    return List.of(
        new Contender(
            "server",
            new IdleTrial(
                () ->
                    benchmarkEnvironment.fresh(
                        List.of(),
                        List.of("-conf", benchmarkEnvironment.configurations().patient())),
                visitors::staying)),
        new Contender(
            WEBSOCKETS,
            new IdleTrial(
                () ->
                    benchmarkEnvironment.fresh(List.of(), List.of("bench", "floor", Baseline.IDLE)),
                visitors::connected)));
  }
}
