package org.messagingserver.tools.bench;

import java.io.IOException;
import java.util.List;
import org.messagingserver.tools.bench.baseline.Baseline;

/** The row of the cost of rate limits. */
final class RateLimitRows {
  private static final String WITHOUT = "limits off";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "limits",
              "handed over, window 32, counted against limits",
              RateLimitRows::open,
              List.of(Target.atMost(2.5, Metric.SERVER_CPU, LiveDeliveryRows.COALESCING_RELAY))));

  private RateLimitRows() {}

  private static List<Contender> open(BenchmarkEnvironment environment) throws IOException {
    ChildProcess relay = environment.baseline(Baseline.COALESCING_RELAY);
    return List.of(
        new Contender("server", handedOver(environment, environment.countingServer())),
        new Contender(WITHOUT, handedOver(environment, environment.server())),
        new Contender(
            LiveDeliveryRows.COALESCING_RELAY,
            LiveDeliveryRows.relayed(
                environment, LiveDeliveryRows.WINDOW, LiveDeliveryRows.LONG, relay)));
  }

  private static Trial handedOver(BenchmarkEnvironment environment, ChildProcess server) {
    return LiveDeliveryRows.served(
        environment, LiveDeliveryRows.WINDOW, LiveDeliveryRows.LONG, server);
  }
}
