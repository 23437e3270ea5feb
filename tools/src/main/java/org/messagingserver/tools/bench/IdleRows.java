package org.messagingserver.tools.bench;

import java.util.List;
import org.messagingserver.tools.bench.baseline.Baseline;
import org.messagingserver.tools.bench.load.LoginFactory;

/** The row of idle connections. */
final class IdleRows {
  private static final int ROUNDS = 2;
  private static final String WEBSOCKETS = "bare WebSockets";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "idle",
              "idle authenticated connections, each of 5,000",
              IdleRows::open,
              List.of(Target.atMost(1.25, Metric.HEAP, WEBSOCKETS)),
              ROUNDS));

  private IdleRows() {}

  private static List<Contender> open(BenchmarkEnvironment environment) {
    LoginFactory factory = new LoginFactory(environment.loops());
    return List.of(
        new Contender(
            "server",
            new IdleTrial(
                () ->
                    environment.start(
                        List.of(), List.of("-conf", environment.configurations().longTimeouts())),
                factory::loggedIn)),
        new Contender(
            WEBSOCKETS,
            new IdleTrial(
                () -> environment.start(List.of(), List.of("bench", "baseline", Baseline.IDLE)),
                factory::connected)));
  }
}
