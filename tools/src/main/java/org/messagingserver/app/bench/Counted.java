package org.messagingserver.app.bench;

import java.io.IOException;
import java.util.List;
import org.messagingserver.app.bench.floor.Floor;

/** The row of the cost of counting everything against limits. */
final class Counted {
  private static final String WITHOUT = "limits off";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "limits",
              "handed over, window 32, counted against limits",
              Counted::open,
              List.of(Target.atMost(2.5, Metric.SERVER_CPU, HandedOver.COALESCING_RELAY))));

  private Counted() {}

  private static List<Side> open(Stage stage) throws IOException {
    Child relay = stage.floor(Floor.COALESCING_RELAY);
    return List.of(
        new Side("server", handedOver(stage, stage.countingServer())),
        new Side(WITHOUT, handedOver(stage, stage.server())),
        new Side(
            HandedOver.COALESCING_RELAY,
            HandedOver.relayed(stage, HandedOver.WINDOW, HandedOver.LONG, relay)));
  }

  private static Trial handedOver(Stage stage, Child server) {
    return HandedOver.served(stage, HandedOver.WINDOW, HandedOver.LONG, server);
  }
}
