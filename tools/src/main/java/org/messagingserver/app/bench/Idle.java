package org.messagingserver.app.bench;

import java.util.List;
import org.messagingserver.app.bench.floor.Floor;
import org.messagingserver.app.bench.load.Visitors;

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

  private static List<Side> open(Stage stage) {
    Visitors visitors = new Visitors(stage.loops());
    return List.of(
        new Side(
            "server",
            new IdleTrial(
                () -> stage.fresh(List.of(), List.of("-conf", stage.configurations().patient())),
                visitors::staying)),
        new Side(
            WEBSOCKETS,
            new IdleTrial(
                () -> stage.fresh(List.of(), List.of("bench", "floor", Floor.IDLE)),
                visitors::connected)));
  }
}
