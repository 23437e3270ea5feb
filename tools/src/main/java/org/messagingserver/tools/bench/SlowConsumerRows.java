package org.messagingserver.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.Pair;
import org.messagingserver.tools.bench.load.People;

/** The row of a recipient who reads nothing while others talk. */
final class SlowConsumerRows {
  private static final Duration SPELL = Duration.ofSeconds(1);
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
   * With one message at a time: half of what goes with more is far beyond what the store takes, and
   * a pause of the whole machine sends all lanes there.
   */
  private static List<Contender> open(BenchmarkEnvironment benchmarkEnvironment)
      throws IOException {
    Child server = benchmarkEnvironment.usualServer();
    Meter meter = new Meter();
    People people = new People(benchmarkEnvironment.loops());
    List<Pair> pairs = people.pairs(LiveDeliveryRows.PAIRS, server.uri(), server.uri(), meter);
    Load load = new Load(pairs, meter);
    WarmUp warmUp = WarmUp.of(LiveDeliveryRows.LONG, server);
    warmUp.run(() -> load.saturate(1, SPELL));
    double rate = load.saturate(1, SPELL).rate() / 2;
    Cost cost = Cost.of(server).and(Metric.POSTGRES_CPU, benchmarkEnvironment.store()::cpuMicros);
    Runnable cleaner = () -> benchmarkEnvironment.store().run("TRUNCATE mailbox");
    StalledTrial.Talkers talkers = new StalledTrial.Talkers(people, server.uri(), pairs, meter);
    return List.of(
        new Contender("server", new StalledTrial(talkers, rate, true, cost, warmUp, cleaner)),
        new Contender(WITHOUT, new StalledTrial(talkers, rate, false, cost, warmUp, cleaner)));
  }
}
