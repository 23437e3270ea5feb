package org.messagingserver.app.bench;

import java.io.IOException;
import java.util.List;

/** The row of what it costs to count everything against limits. */
final class Counted {
  private static final String WITHOUT = "limits off";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "limits",
              "handed over, window 32, counted against limits",
              Counted::open,
              List.of()));

  private Counted() {}

  private static List<Side> open(Stage stage) throws IOException {
    return List.of(
        new Side("server", handedOver(stage, stage.countingServer())),
        new Side(WITHOUT, handedOver(stage, stage.server())));
  }

  private static Trial handedOver(Stage stage, Child server) {
    return HandedOver.served(stage, HandedOver.WINDOW, HandedOver.LONG, server);
  }
}
