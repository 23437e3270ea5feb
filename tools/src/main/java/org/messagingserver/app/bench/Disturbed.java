package org.messagingserver.app.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.messagingserver.app.bench.load.Load;
import org.messagingserver.app.bench.load.Meter;
import org.messagingserver.app.bench.load.Pair;
import org.messagingserver.app.bench.load.People;

/** The row of a recipient who reads nothing while others talk. */
final class Disturbed {
  private static final Duration SPELL = Duration.ofSeconds(1);
  private static final String WITHOUT = "without that reader";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "stalled",
              "handed over beside one stalled reader",
              Disturbed::open,
              List.of(Target.atMost(1.1, Metric.HALF_P99, WITHOUT))));

  private Disturbed() {}

  /**
   * With one message at a time: half of what goes with more is far beyond what the store takes, and
   * a pause of the whole machine sends all lanes there.
   */
  private static List<Side> open(Stage stage) throws IOException {
    Child server = stage.usualServer();
    Meter meter = new Meter();
    People people = new People(stage.loops());
    List<Pair> pairs = people.pairs(HandedOver.PAIRS, server.uri(), server.uri(), meter);
    Load load = new Load(pairs, meter);
    WarmUp warmUp = WarmUp.of(HandedOver.LONG, server);
    warmUp.run(() -> load.saturate(1, SPELL));
    double rate = load.saturate(1, SPELL).rate() / 2;
    Cost cost = Cost.of(server).and(Metric.POSTGRES_CPU, stage.store()::cpuMicros);
    Runnable cleaner = () -> stage.store().run("TRUNCATE mailbox");
    StalledTrial.Talkers talkers = new StalledTrial.Talkers(people, server.uri(), pairs, meter);
    return List.of(
        new Side("server", new StalledTrial(talkers, rate, true, cost, warmUp, cleaner)),
        new Side(WITHOUT, new StalledTrial(talkers, rate, false, cost, warmUp, cleaner)));
  }
}
