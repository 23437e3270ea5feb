package org.messagingserver.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.Pair;
import org.messagingserver.tools.bench.load.UserFactory;

/** The row of other clients beside a recipient that does not read. */
final class SlowConsumerRows {
  private static final Duration MEASUREMENT = Duration.ofSeconds(1);
  private static final String WITHOUT = "without that reader";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "stalled",
              "handed over beside one stalled reader",
              SlowConsumerRows::open,
              List.of(Target.atMost(1.1, Metric.HALF_P99, WITHOUT))));

  private SlowConsumerRows() {}

  /**
   * Sends one message at a time. With more, half of the saturation's rate exceeds that of the store
   * by far, and a pause of the machine makes all recipient queues store their messages.
   */
  private static List<Contender> open(BenchmarkEnvironment environment) throws IOException {
    ChildProcess server = environment.defaultTimeoutsServer();
    Meter meter = new Meter();
    UserFactory factory = new UserFactory(environment.loops());
    List<Pair> pairs = factory.pairs(LiveDeliveryRows.PAIRS, server.uri(), server.uri(), meter);
    Load load = new Load(pairs, meter);
    WarmUp warmUp = WarmUp.of(LiveDeliveryRows.LONG, server);
    warmUp.run(() -> load.saturate(1, MEASUREMENT));
    double rate = load.saturate(1, MEASUREMENT).rate() / 2;
    Cost cost = Cost.of(server).and(Metric.POSTGRES_CPU, environment.postgres()::cpuMicros);
    Runnable cleaner = () -> environment.postgres().run("TRUNCATE mailbox");
    StalledTrial.Workload workload = new StalledTrial.Workload(factory, server.uri(), pairs, meter);
    return List.of(
        new Contender("server", new StalledTrial(workload, rate, true, cost, warmUp, cleaner)),
        new Contender(WITHOUT, new StalledTrial(workload, rate, false, cost, warmUp, cleaner)));
  }
}
